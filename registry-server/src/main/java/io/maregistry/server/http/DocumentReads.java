package io.maregistry.server.http;

import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The documents' reads of services: {@code /findAll}, {@code /version}, {@code /versions}. */
final class DocumentReads {

    private static final String HEALTHY_SUFFIX = "-healthy";

    // shorter lists fit into few packets, and cost more to pack than to send
    private static final int LEAST_PACKED_BYTES = 8 * 1024;
    private static final long MAX_PACKED_BYTES = 16L << 20; // of all packed lists that are kept

    private final Reads reads;
    private final WorkPool work;
    private final PackedLists packed = new PackedLists(MAX_PACKED_BYTES);

    DocumentReads(Reads reads, WorkPool work) {
        this.reads = reads;
        this.work = work;
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
        reads.find(exchange, false, (root, labels) -> list(exchange, root, labels, name, healthyOnly));
    }

    private void list(Exchange exchange, Root root, Labels labels, ServiceName name, boolean healthyOnly) {
        ServiceView service = root.service(name);
        Tag tag = new Tag(
                root.scalars().lineage(),
                service == null ? root.scalars().floor() : service.revision(),
                healthyOnly ? HEALTHY_SUFFIX : "");
        if (Reads.isKnown(exchange, tag)) {
            exchange.answer(Reads.notModified(labels, tag));
            return;
        }
        if (ServiceLists.isMuchToMake(service, healthyOnly)) {
            exchange.goOnWhen(
                    work.call(() -> ServiceLists.of(service, healthyOnly)),
                    list -> answerList(exchange, new Listing(service, healthyOnly, list), labels, tag));
        } else {
            Listing listing = new Listing(service, healthyOnly, ServiceLists.of(service, healthyOnly));
            answerList(exchange, listing, labels, tag);
        }
    }

    /** A service's list; the service is null where it is unknown. */
    private record Listing(@Nullable ServiceView service, boolean healthyOnly, Body.Pieces list) {}

    private void answerList(Exchange exchange, Listing listing, Labels labels, Tag tag) {
        Answer answer = Answer.ok(labels, Payload.json(listing.list())).withTag(tag);
        ServiceView service = listing.service();
        if (service == null || listing.list().length() < LEAST_PACKED_BYTES) {
            exchange.answer(answer);
        } else {
            answerPacked(exchange, answer.with(HttpHeaderNames.VARY, "Accept-Encoding"), listing, service);
        }
    }

    private void answerPacked(Exchange exchange, Answer answer, Listing listing, ServiceView service) {
        Encoding encoding = Encoding.preferredBy(exchange.request().field(HttpHeaderNames.ACCEPT_ENCODING));
        if (encoding == Encoding.IDENTITY) {
            exchange.answer(answer);
            return;
        }
        PackedLists.Key key = new PackedLists.Key(service.name(), listing.healthyOnly(), encoding);
        byte[] known = packed.find(key, service.instances());
        if (known != null) {
            exchange.answer(packed(answer, encoding, known));
            return;
        }
        exchange.answerWhen(work.call(() -> encoding.pack(listing.list())), bytes -> {
            packed.keep(key, service.instances(), bytes);
            return packed(answer, encoding, bytes);
        });
    }

    private static Answer packed(Answer answer, Encoding encoding, byte[] bytes) {
        return answer.withContent(new Payload(Payload.JSON, encoding.token(), Body.of(bytes)));
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
