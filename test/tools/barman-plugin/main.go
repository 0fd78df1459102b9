// What runs in a pod of PostgreSQL to back it up and to make a new one of a backup: the services of CloudNativePG's Barman Cloud plugin,
// called as the operator's instance manager calls them, and the manager's own restore. What is left out is their talk with Kubernetes:
// objects come from a file, and the status that they get is printed.
//
// The packages of the plugin are internal to its module, so this module has a name below it.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"

	"github.com/cloudnative-pg/machinery/pkg/log"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGINT, syscall.SIGTERM)
	defer stop()
	// What Barman's programs write is in the log, which goes to standard error.
	(&log.Flags{}).ConfigureLogging()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func run(ctx context.Context, arguments []string) error {
	flags := flag.NewFlagSet("barman-plugin", flag.ContinueOnError)
	objects := flags.String("objects", "", "file with the Cluster, the ObjectStore and its Secret, as JSON")
	name := flags.String("pod", "", "name of the instance")
	data := flags.String("data", "", "folder of the server's data")
	if err := flags.Parse(arguments); err != nil {
		return err
	}
	pod, err := readPod(ctx, *objects, *name, *data)
	if err != nil {
		return err
	}
	switch words := flags.Args(); {
	case len(words) == 2 && words[0] == "archive":
		return pod.archive(ctx, words[1])
	case len(words) == 3 && words[0] == "wal-restore":
		return pod.restoreSegment(ctx, words[1], words[2])
	case len(words) == 1 && words[0] == "backup":
		return pod.backUp(ctx)
	case len(words) == 1 && words[0] == "retain":
		return pod.retain(ctx)
	case len(words) == 1 && words[0] == "restore":
		return pod.restore(ctx)
	default:
		return fmt.Errorf("%q is not archive FILE, wal-restore NAME FILE, backup, retain or restore", words)
	}
}
