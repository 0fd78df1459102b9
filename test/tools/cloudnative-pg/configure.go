package main

import (
	"context"
	"fmt"

	postgresclient "github.com/cloudnative-pg/cnpg-i/pkg/postgres"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres"
)

// configure writes custom.conf for the Cluster and, for a replica, override.conf and standby.signal.
func configure(ctx context.Context, instance *postgres.Instance, cluster *apiv1.Cluster, primary string) error {
	if _, err := instance.RefreshConfigurationFilesFromCluster(
		ctx, cluster, false, postgresclient.OperationType_TYPE_RECONCILE,
	); err != nil {
		return err
	}
	if primary == "" {
		return nil
	}
	// The manager's own names the Service of the primary and certificates, and there is neither here.
	connection := fmt.Sprintf("host=%s user=%s application_name=%s", primary, apiv1.StreamingReplicationUser, instance.GetPodName())
	_, err := postgres.UpdateReplicaConfiguration(
		instance.PgData, connection, cluster.GetSlotNameFromInstanceName(instance.GetPodName()),
	)
	return err
}
