// What CloudNativePG's instance manager does beside PostgreSQL to show its metrics, by its own packages: it writes the
// server's configuration for a Cluster (`configure`) and exports what the server says (`export`). What is left out is the
// manager's talk with Kubernetes: the Cluster comes from a file, as the API server would give it.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	if len(arguments) == 0 {
		return fmt.Errorf("say what to do: configure or export")
	}
	flags := flag.NewFlagSet(arguments[0], flag.ContinueOnError)
	clusterFile := flags.String("cluster", "", "file with the Cluster, as JSON")
	pod := flags.String("pod", "", "name of the instance")
	data := flags.String("data", "", "folder of the server's data")
	primary := flags.String("primary", "", "configure: address of the primary, for a replica")
	address := flags.String("address", "", "export: address to listen on")
	queries := flags.String("queries", "", "export: file with the ConfigMap of the operator's default queries")
	if err := flags.Parse(arguments[1:]); err != nil {
		return err
	}
	cluster, err := readCluster(*clusterFile)
	if err != nil {
		return err
	}
	instance := postgres.NewInstance().
		WithNamespace(cluster.Namespace).
		WithClusterName(cluster.Name).
		WithPodName(*pod)
	instance.PgData = *data
	instance.SetCluster(cluster)
	switch arguments[0] {
	case "configure":
		return configure(ctx, instance, cluster, *primary)
	case "export":
		return export(ctx, instance, cluster, *queries, *address)
	default:
		return fmt.Errorf("%q is neither configure nor export", arguments[0])
	}
}

// readCluster gives the Cluster with the defaults that the operator's webhook puts in.
func readCluster(file string) (*apiv1.Cluster, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	cluster := &apiv1.Cluster{}
	if err := json.Unmarshal(content, cluster); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	cluster.SetDefaults()
	return cluster, nil
}
