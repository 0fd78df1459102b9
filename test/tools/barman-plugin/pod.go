package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"

	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/client/fake"

	cnpgv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/postgres"

	barmancloudv1 "github.com/cloudnative-pg/plugin-barman-cloud/api/v1"
	"github.com/cloudnative-pg/plugin-barman-cloud/internal/cnpgi/common"
)

// pod is an instance of a Cluster, and what its plugin asks Kubernetes for.
type pod struct {
	name    string
	data    string
	client  client.Client
	cluster *cnpgv1.Cluster
	store   *barmancloudv1.ObjectStore
}

func readPod(ctx context.Context, file, name, data string) (*pod, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	var objects struct {
		Cluster     *cnpgv1.Cluster
		ObjectStore *barmancloudv1.ObjectStore
		Secret      *corev1.Secret
	}
	if err := json.Unmarshal(content, &objects); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	// What the operator's webhook puts in.
	objects.Cluster.SetDefaults()
	return &pod{
		name:    name,
		data:    data,
		cluster: objects.Cluster,
		store:   objects.ObjectStore,
		client: fake.NewClientBuilder().
			WithScheme(common.GenerateScheme(ctx)).
			WithObjects(objects.Cluster, objects.ObjectStore, objects.Secret).
			WithStatusSubresource(objects.ObjectStore).
			Build(),
	}, nil
}

// definition is the Cluster as the instance manager sends it to the plugin.
func (p *pod) definition() ([]byte, error) {
	p.cluster.EnsureGVKIsPresent()
	return json.Marshal(p.cluster)
}

func (p *pod) segments() common.WALServiceImplementation {
	return common.WALServiceImplementation{
		InstanceName:   p.name,
		Client:         p.client,
		SpoolDirectory: postgres.SpoolDirectory,
		PGDataPath:     p.data,
		PGWALPath:      p.data + "/pg_wal",
	}
}

// printStatus shows what can be restored, as the ObjectStore's status says it.
func (p *pod) printStatus(ctx context.Context) error {
	if err := p.client.Get(ctx, client.ObjectKeyFromObject(p.store), p.store); err != nil {
		return err
	}
	return json.NewEncoder(os.Stdout).Encode(p.store.Status)
}
