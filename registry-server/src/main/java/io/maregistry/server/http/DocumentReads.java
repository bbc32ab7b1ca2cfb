package io.maregistry.server.http;

import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The documents' reads of services: {@code /findAll}, {@code /version}, {@code /versions}. */
final class DocumentReads {

    private static final String HEALTHY_SUFFIX = "-healthy";

    private final Reads reads;

    DocumentReads(Reads reads) {
        this.reads = reads;
    }

    List<Route> routes() {
        return Stream.of(Verb.GET, Verb.POST)
                .flatMap(verb -> Stream.of(
                        route(verb, "/findAll", this::findAll),
                        route(verb, "/version", this::version),
                        route(verb, "/versions", this::versions)))
                .toList();
    }

    private static Route route(Verb verb, String path, Endpoint endpoint) {
        return new Route(verb, path, Route.Intake.DROPPED, List.of(), endpoint);
    }

    private void findAll(Exchange exchange) {
        Query query = exchange.request().query();
        ServiceName name = Named.service(query);
        boolean healthyOnly = query.flag("healthy");
        reads.serve(exchange, (root, labels) -> list(exchange, root, labels, name, healthyOnly));
    }

    private static Answer list(Exchange exchange, Root root, Labels labels, ServiceName name, boolean healthyOnly) {
        ServiceView service = root.service(name);
        Tag tag = new Tag(
                root.scalars().lineage(),
                service == null ? root.scalars().floor() : service.revision(),
                healthyOnly ? HEALTHY_SUFFIX : "");
        return Reads.isKnown(exchange, tag)
                ? Reads.notModified(labels, tag)
                : Answer.ok(labels, Content.json(ServiceLists.of(service, healthyOnly)))
                        .withTag(tag);
    }

    private void version(Exchange exchange) {
        ServiceName name = Named.service(exchange.request().query());
        reads.serve(
                exchange,
                (root, labels) -> Answer.ok(labels, Content.json(Body.of(Long.toString(version(root.service(name)))))));
    }

    private void versions(Exchange exchange) {
        List<ServiceName> names = Named.services(exchange.request().query());
        reads.serve(
                exchange,
                (root, labels) -> Answer.json(labels, JsonOutput.bytes(json -> {
                    json.writeStartObject();
                    for (ServiceName name : names) {
                        json.writeNumberField(name.key(), version(root.service(name)));
                    }
                    json.writeEndObject();
                })));
    }

    private static long version(@Nullable ServiceView service) {
        return service == null ? 0 : service.version();
    }
}
