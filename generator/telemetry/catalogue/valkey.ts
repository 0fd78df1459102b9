/** Valkey through redis_exporter, with the depth of Langfuse's queues: BullMQ's waiting lists are keys that it measures. */
import { counter, gauge, metricsOf } from './metric.ts';

export const VALKEY = metricsOf(
  { emitter: 'valkey', delivery: 'scraped', source: 'oliver006/redis_exporter:exporter/exporter.go' },
  [
    gauge('redis_up', 'bool', [], 'Whether the exporter reached the server.'),
    gauge('redis_uptime_in_seconds', 'seconds', [], 'Time since the start of the server.'),
    gauge('redis_connected_clients', 'count', [], 'Connections of clients.'),
    gauge('redis_blocked_clients', 'count', [], 'Clients that wait in a blocking call, as workers of a queue do.'),
    gauge('redis_connected_slaves', 'count', [], 'Replicas that are connected.'),
    gauge('redis_memory_used_bytes', 'bytes', [], 'Memory of data and overhead.'),
    gauge('redis_memory_max_bytes', 'bytes', [], 'maxmemory; 0 is no limit.'),
    gauge('redis_mem_fragmentation_ratio', 'ratio', [], 'Memory of the process over memory of data.'),
    gauge('redis_rdb_last_bgsave_status', 'bool', [], 'Whether the last snapshot succeeded.'),
    gauge('redis_aof_last_write_status', 'bool', [], 'Whether the last write to the append-only file succeeded.'),
    gauge('redis_master_repl_offset', 'bytes', [], "The primary's offset in the stream of replication."),
    gauge('redis_key_size', 'count', ['db', 'key'], 'Length of a key that the exporter was told to measure.'),
    gauge('redis_db_keys', 'count', ['db'], 'Keys of a database.'),
    gauge('redis_exporter_last_scrape_error', 'bool', ['err'], 'Whether the last scrape failed.'),
    counter('redis_commands_processed_total', 'count', [], 'Commands.'),
    counter('redis_commands_duration_seconds_total', 'seconds', ['cmd'], 'Time spent in commands.'),
    counter('redis_commands_total', 'count', ['cmd'], 'Commands by name.'),
    counter('redis_evicted_keys_total', 'count', [], 'Keys thrown out for want of memory; must stay 0 with queues.'),
    counter('redis_expired_keys_total', 'count', [], 'Keys whose time was over.'),
    counter('redis_keyspace_hits_total', 'count', [], 'Look-ups that found their key.'),
    counter('redis_keyspace_misses_total', 'count', [], 'Look-ups that did not find their key.'),
    counter('redis_rejected_connections_total', 'count', [], 'Connections over maxclients.'),
    counter('redis_net_input_bytes_total', 'bytes', [], 'Bytes received.'),
    counter('redis_net_output_bytes_total', 'bytes', [], 'Bytes sent.'),
  ],
);
