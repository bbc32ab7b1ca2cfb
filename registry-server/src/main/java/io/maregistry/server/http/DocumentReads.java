package io.maregistry.server.http;

import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The documents' reads of services: {@code /findAll}, {@code /version}, {@code /versions}. */
final class DocumentReads {

    private static final String FILTER = "filter"; // of which each value is a condition
    private static final Route.Parameters FILTERED = new Route.Parameters(List.of(), List.of(FILTER));

    private final Reads reads;
    private final ListAnswers lists;

    DocumentReads(Reads reads, ListAnswers lists) {
        this.reads = reads;
        this.lists = lists;
    }

    List<Route> routes() {
        return Stream.of(Verb.GET, Verb.POST)
                .flatMap(verb -> Stream.of(
                        new Route(verb, "/findAll", Route.Intake.DROPPED, FILTERED, this::findAll),
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
        Wanted wanted = Wanted.of(query.flag("healthy"), query.all(FILTER));
        reads.find(exchange, false, (root, labels) -> list(exchange, root, labels, name, wanted));
    }

    private void list(Exchange exchange, Root root, Labels labels, ServiceName name, Wanted wanted) {
        ServiceView service = root.service(name);
        if (wanted.isLive()) {
            lists.answerFresh(
                    exchange,
                    labels,
                    () -> ServiceLists.of(root, name, wanted),
                    ServiceLists.isMuchToMake(service, wanted));
            return;
        }
        long revision = service == null ? root.scalars().floor() : service.revision();
        lists.answer(
                exchange,
                labels,
                new Tag(root.scalars().lineage(), revision, wanted.suffix()),
                new ListAnswers.Listing(
                        name,
                        "findAll" + wanted.form(),
                        service == null ? name : service.instances(),
                        () -> ServiceLists.of(root, name, wanted),
                        ServiceLists.isMuchToMake(service, wanted)));
    }

    private void version(Exchange exchange) {
        ServiceName name = Named.service(exchange.request().query());
        reads.serve(
                exchange,
                (root, labels) -> Answer.ok(labels, Payload.json(Body.of(Long.toString(version(root.service(name)))))));
    }

    private void versions(Exchange exchange) {
        Map<String, ServiceName> names = Named.servicesByName(exchange.request().query());
        reads.serve(
                exchange,
                (root, labels) -> Answer.json(labels, JsonOutput.bytes(json -> {
                    json.writeStartObject();
                    for (Map.Entry<String, ServiceName> named : names.entrySet()) {
                        json.writeNumberField(named.getKey(), version(root.service(named.getValue())));
                    }
                    json.writeEndObject();
                })));
    }

    private static long version(@Nullable ServiceView service) {
        return service == null ? 0 : service.version();
    }
}
