package io.maregistry.server.http;

import io.maregistry.server.config.LimitsConfig;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceReader;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** All routes of a server: one resource after another. */
final class Resources {

    private final List<Route> routes;

    Resources(
            HttpServer.Settings settings,
            HttpServer.UseCases useCases,
            Reads reads,
            WorkPool work,
            Supplier<String> scrape) {
        InstanceReader reader = new InstanceReader(instanceLimits(settings.limits()));
        this.routes = Stream.of(
                        new DocumentReads(reads).routes(),
                        new DocumentWrites(useCases.registrations(), useCases.renewals(), reads, reader).routes(),
                        new ClusterResource(
                                        useCases.cluster(),
                                        useCases.discovery(),
                                        useCases.transfers(),
                                        reads,
                                        settings.isInsecure())
                                .routes(),
                        new OperationsResource(useCases.discovery(), reads, scrape, work).routes())
                .flatMap(List::stream)
                .toList();
    }

    List<Route> routes() {
        return routes;
    }

    private static InstanceLimits instanceLimits(LimitsConfig limits) {
        return new InstanceLimits(
                limits.parameters().entries(),
                limits.parameters().key(),
                limits.parameters().value(),
                limits.parameters().total(),
                limits.minTtl().toMillis());
    }
}
