package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"time"

	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres"
	paths "github.com/cloudnative-pg/cloudnative-pg/pkg/postgres"

	"github.com/cloudnative-pg/plugin-barman-cloud/internal/cnpgi/metadata"
	"github.com/cloudnative-pg/plugin-barman-cloud/internal/cnpgi/restore"
)

// sockets is where the instance manager looks for plugins.
const sockets = "/plugins"

// restore is what the Job of a new Cluster does: the plugin listens, and the instance manager restores through it. It ends when the
// server has reached the target, has become a primary and was stopped.
func (p *pod) restore(ctx context.Context) error {
	listening, end := context.WithCancel(ctx)
	defer end()
	plugin := &restore.CNPGI{
		PluginPath:     sockets,
		SpoolDirectory: paths.SpoolDirectory,
		Client:         p.client,
		PGDataPath:     p.data,
		InstanceName:   p.name,
	}
	ended := make(chan error, 1)
	go func() { ended <- plugin.Start(listening) }()
	for _, err := os.Stat(filepath.Join(sockets, metadata.PluginName)); err != nil; _, err = os.Stat(filepath.Join(sockets, metadata.PluginName)) {
		select {
		case err := <-ended:
			return errors.Join(errors.New("the plugin does not listen"), err)
		case <-time.After(50 * time.Millisecond):
		}
	}
	return postgres.InitInfo{
		ClusterName: p.cluster.Name,
		Namespace:   p.cluster.Namespace,
		PodName:     p.name,
		PgData:      p.data,
	}.Restore(ctx, p.client)
}
