package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.RoutingReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which groups of a service get its calls: {@code /v1/services/{s}/routing}. */
final class RoutingResource {

    private static final String PATH = "/v1/services/{s}/routing";

    private final Tenancy tenancy;
    private final Reads reads;

    RoutingResource(Tenancy tenancy, Reads reads) {
        this.tenancy = tenancy;
        this.reads = reads;
    }

    List<Route> routes() {
        List<String> reading = new ArrayList<>(List.of("namespace"));
        reading.addAll(Reads.PARAMETERS);
        return List.of(
                new Route(Verb.GET, PATH, Route.Intake.DROPPED, reading, this::show),
                new Route(Verb.PUT, PATH, Route.Intake.GATHERED, List.of("namespace"), this::put),
                new Route(Verb.DELETE, PATH, Route.Intake.DROPPED, List.of("namespace"), this::clear));
    }

    private void show(Exchange exchange) {
        ServiceName service = service(exchange);
        reads.serve(exchange, (root, labels) -> {
            ServiceRouting known = root.routing(service.namespace(), service.name());
            return Answer.json(
                    labels,
                    json(
                            service,
                            known == null ? null : known.routing(),
                            known == null ? root.scalars().floor() : known.revision()));
        });
    }

    private void put(Exchange exchange) {
        set(exchange, RoutingReader.read(exchange.received().bytes()));
    }

    private void clear(Exchange exchange) {
        set(exchange, null);
    }

    private void set(Exchange exchange, @Nullable Routing routing) {
        ServiceName service = service(exchange);
        exchange.answerWhen(
                tenancy.route(service.namespace(), service.name(), routing, Named.request(exchange.request())),
                done -> written(service, routing, done));
    }

    private Answer written(ServiceName service, @Nullable Routing routing, Written<Outcome.Done> done) {
        long revision = done.outcome().revision();
        return Answer.json(reads.labels().ofWrite(revision, done.isAppliedHere()), json(service, routing, revision));
    }

    /** A name without its group: a routing is about all of them. */
    private static ServiceName service(Exchange exchange) {
        String name = exchange.variable(0);
        if (name.indexOf('/') >= 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "a routing is of all groups of a service: name it without a group, and its namespace beside it");
        }
        return Named.service(name, exchange.request().query());
    }

    private static byte[] json(ServiceName service, @Nullable Routing routing, long revision) {
        return JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("service", service.name());
            out.writeStringField("namespace", service.namespace());
            if (routing instanceof Routing.Active active) {
                out.writeStringField("active", active.group());
            } else if (routing instanceof Routing.Weighted weighted) {
                out.writeObjectFieldStart("weights");
                for (Map.Entry<String, Integer> weight : weighted.weights().entrySet()) {
                    out.writeNumberField(weight.getKey(), weight.getValue());
                }
                out.writeEndObject();
            }
            out.writeNumberField("revision", revision);
            out.writeEndObject();
        });
    }
}
