package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	corev1 "k8s.io/api/core/v1"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/yaml"

	apiv1 "github.com/cloudnative-pg/cloudnative-pg/api/v1"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres/metrics"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres/webserver"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/postgres/webserver/metricserver"
	"github.com/cloudnative-pg/cloudnative-pg/pkg/management/url"
)

// export serves the metrics of a running server, put together as the instance manager does
// (cloudnative-pg/cloudnative-pg:internal/cmd/manager/instance/run/cmd.go, internal/management/controller/instance_controller.go).
func export(ctx context.Context, instance *postgres.Instance, cluster *apiv1.Cluster, queriesFile, address string) error {
	if err := setUpRole(ctx, instance); err != nil {
		return fmt.Errorf("role of the exporter: %w", err)
	}
	queries, err := readQueries(instance, cluster, queriesFile)
	if err != nil {
		return err
	}
	// No plugin is asked: the proof's Cluster has none.
	exporter := metricserver.NewExporter(instance, metrics.NewPluginCollector(nil))
	// The exporter asks the manager's local server for the Cluster.
	local, err := webserver.NewLocalWebServer(instance, onlyCluster{cluster: cluster}, nil)
	if err != nil {
		return err
	}
	registry := prometheus.NewRegistry()
	for _, collector := range []prometheus.Collector{exporter, collectors.NewGoCollector()} {
		if err := registry.Register(collector); err != nil {
			return err
		}
	}
	// After the registration, as in the manager: what is described must be complete, and queries are not.
	exporter.SetCustomQueries(queries)
	// As metricserver.New serves it, but on one address: other instances have the same port on theirs.
	mux := http.NewServeMux()
	mux.Handle(url.PathMetrics, promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	server := webserver.NewWebServer(&http.Server{
		Addr:              net.JoinHostPort(address, strconv.Itoa(int(url.PostgresMetricsPort))),
		Handler:           mux,
		ReadHeaderTimeout: webserver.DefaultReadHeaderTimeout,
	})
	return serve(ctx, local, server)
}

// serve ends when the context does or when one of the servers cannot go on.
func serve(ctx context.Context, servers ...*webserver.Webserver) error {
	ended := make(chan error, len(servers))
	for _, server := range servers {
		go func() { ended <- server.Start(ctx) }()
	}
	var problems []error
	for range servers {
		problems = append(problems, <-ended)
		if ctx.Err() == nil {
			break
		}
	}
	return errors.Join(problems...)
}

// setUpRole makes the role by which the exporter connects, on the primary; a replica gets it from there.
func setUpRole(ctx context.Context, instance *postgres.Instance) error {
	if isPrimary, err := instance.IsPrimary(); err != nil || !isPrimary {
		return err
	}
	database, err := instance.GetSuperUserDB()
	if err != nil {
		return err
	}
	transaction, err := database.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	if err := postgres.SetupMetricsExporterRole(ctx, transaction); err != nil {
		return errors.Join(err, transaction.Rollback())
	}
	return transaction.Commit()
}

// readQueries reads the ConfigMap that the operator's release brings.
func readQueries(instance *postgres.Instance, cluster *apiv1.Cluster, file string) (*metrics.QueriesCollector, error) {
	content, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	configMap := &corev1.ConfigMap{}
	if err := yaml.Unmarshal(content, configMap); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	queries := metrics.NewQueriesCollector(metricserver.PrometheusNamespace, instance, cluster.GetApplicationDatabaseName())
	queries.InjectUserQueries(metricserver.DefaultQueries)
	return queries, queries.ParseQueries([]byte(configMap.Data[apiv1.DefaultMonitoringKey]))
}

// onlyCluster is a Kubernetes client that knows one object, the only one that is asked for.
type onlyCluster struct {
	client.Client
	cluster *apiv1.Cluster
}

func (c onlyCluster) Get(_ context.Context, _ client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	target, isCluster := object.(*apiv1.Cluster)
	if !isCluster {
		return fmt.Errorf("only the Cluster is known here, not a %T", object)
	}
	c.cluster.DeepCopyInto(target)
	return nil
}
