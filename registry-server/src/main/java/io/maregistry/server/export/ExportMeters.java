package io.maregistry.server.export;

import io.maregistry.server.replication.Replica;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.TimeUnit;

/** What the meters show of a store, each with its name as the tag {@code store}. Any thread. */
final class ExportMeters {

    final Counter saves;
    final Counter changes;
    final Counter failures;
    final Counter dropped;

    ExportMeters(String store, Replica replica, Agenda agenda, Thread writer, MeterRegistry meters) {
        saves = counter("maregistry.export.saves", "whole states written to the store", store, meters);
        changes = counter("maregistry.export.changes", "changes appended to the store", store, meters);
        failures = counter("maregistry.export.failures", "attempts to write to the store that failed", store, meters);
        dropped = counter(
                "maregistry.export.dropped", "batches of changes left to the next save, so many waited", store, meters);
        Gauge.builder("maregistry.export.lag.revisions", agenda, one -> one.lagRevisions(replica.root()))
                .description("revisions that the store is behind; 0 on a node that does not write it")
                .tag("store", store)
                .register(meters);
        Gauge.builder("maregistry.export.running", writer, one -> one.isAlive() ? 1 : 0)
                .description(
                        "1 while the store's writer is there; 0 before the node has begun, and where the writer ended")
                .tag("store", store)
                .register(meters);
        Gauge.builder("maregistry.export.lag.seconds", agenda, ExportMeters::lagSeconds)
                .description("how long the oldest change has been waiting that the store does not hold")
                .tag("store", store)
                .register(meters);
    }

    private static double lagSeconds(Agenda agenda) {
        return agenda.lagNanos() / (double) TimeUnit.SECONDS.toNanos(1);
    }

    private static Counter counter(String name, String description, String store, MeterRegistry meters) {
        return Counter.builder(name)
                .description(description)
                .tag("store", store)
                .register(meters);
    }
}
