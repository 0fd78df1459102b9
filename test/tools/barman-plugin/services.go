package main

import (
	"context"
	"errors"
	"path/filepath"
	"time"

	"github.com/cloudnative-pg/cnpg-i/pkg/backup"
	"github.com/cloudnative-pg/cnpg-i/pkg/wal"
	"k8s.io/client-go/tools/record"
	"sigs.k8s.io/controller-runtime/pkg/client"

	"github.com/cloudnative-pg/plugin-barman-cloud/internal/cnpgi/instance"
)

// archive is what archive_command leads to. PostgreSQL names the file relative to its data.
func (p *pod) archive(ctx context.Context, file string) error {
	definition, err := p.definition()
	if err != nil {
		return err
	}
	_, err = p.segments().Archive(ctx, &wal.WALArchiveRequest{
		ClusterDefinition: definition,
		SourceFileName:    filepath.Join(p.data, file),
	})
	return err
}

// restoreSegment is what restore_command leads to.
func (p *pod) restoreSegment(ctx context.Context, name, file string) error {
	definition, err := p.definition()
	if err != nil {
		return err
	}
	_, err = p.segments().Restore(ctx, &wal.WALRestoreRequest{
		ClusterDefinition:   definition,
		SourceWalName:       name,
		DestinationFileName: filepath.Join(p.data, file),
	})
	return err
}

// backUp is what a Backup object leads to.
func (p *pod) backUp(ctx context.Context) error {
	definition, err := p.definition()
	if err != nil {
		return err
	}
	service := instance.BackupServiceImplementation{Client: p.client, InstanceName: p.name}
	if _, err := service.Backup(ctx, &backup.BackupRequest{ClusterDefinition: definition}); err != nil {
		return err
	}
	return p.printStatus(ctx)
}

// retain is one round of what the plugin does every half an hour on the primary.
func (p *pod) retain(ctx context.Context) error {
	p.cluster.Status.CurrentPrimary = p.name
	if err := p.client.Update(ctx, p.cluster); err != nil {
		return err
	}
	events := record.NewFakeRecorder(1)
	maintenance := &instance.CatalogMaintenanceRunnable{
		Client:         p.client,
		Recorder:       events,
		ClusterKey:     client.ObjectKeyFromObject(p.cluster),
		CurrentPodName: p.name,
	}
	round, end := context.WithCancel(ctx)
	defer end()
	ended := make(chan error, 1)
	go func() { ended <- maintenance.Start(round) }()
	// A round ends with the status of the ObjectStore.
	for {
		select {
		case err := <-ended:
			return errors.Join(errors.New("the round ended early"), err)
		case event := <-events.Events:
			return errors.New(event)
		case <-time.After(100 * time.Millisecond):
		}
		if err := p.client.Get(ctx, client.ObjectKeyFromObject(p.store), p.store); err != nil {
			return err
		}
		if p.store.Status.ServerRecoveryWindow != nil {
			return p.printStatus(ctx)
		}
	}
}
