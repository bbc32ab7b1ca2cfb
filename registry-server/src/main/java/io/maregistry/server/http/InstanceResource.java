package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Registrations;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One instance of a service: {@code /v1/services/{s}/instances…}. */
final class InstanceResource {

    private static final String ALL = "/v1/services/{s}/instances";
    private static final String ONE = ALL + "/{id}";
    private static final List<String> PLACE = List.of("namespace", "group");
    private static final long MAX_GENERATION = 1L << 53;

    private final Registrations registrations;
    private final Reads reads;
    private final InstanceReader reader;
    private final LiveForm live;

    InstanceResource(Registrations registrations, Reads reads, InstanceReader reader, LiveForm live) {
        this.registrations = registrations;
        this.reads = reads;
        this.reader = reader;
        this.live = live;
    }

    List<Route> routes() {
        return List.of(
                new Route(Verb.POST, ALL, Route.Intake.GATHERED, PLACE, this::add),
                new Route(Verb.GET, ONE, Route.Intake.DROPPED, with("id", Reads.PARAMETERS), this::show),
                new Route(Verb.PUT, ONE, Route.Intake.GATHERED, with("id", List.of()), this::put),
                new Route(Verb.DELETE, ONE, Route.Intake.DROPPED, with("id", List.of("generation")), this::remove));
    }

    private static List<String> with(String parameter, List<String> others) {
        List<String> all = new ArrayList<>(PLACE);
        all.add(parameter);
        all.addAll(others);
        return all;
    }

    private void add(Exchange exchange) {
        register(exchange, reader.read(exchange.received().bytes()));
    }

    private void put(Exchange exchange) {
        InstanceId named =
                Named.instance(exchange.variable(1), exchange.request().query());
        InstanceRequest asked = reader.read(exchange.received().bytes());
        if (!asked.id().equals(named)) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_INSTANCE, "the instance is another one than the path names");
        }
        register(exchange, asked);
    }

    private void register(Exchange exchange, InstanceRequest asked) {
        ServiceName service = service(exchange);
        Registrations.Registrant registrant =
                new Registrations.Registrant(service, asked.id(), asked.content(), asked.enabled());
        exchange.answerWhen(
                registrations.register(registrant, Named.request(exchange.request())),
                done -> registered(service, done));
    }

    private Answer registered(ServiceName service, Written<Outcome.Registered> done) {
        Outcome.Registered outcome = done.outcome();
        Settings settings = reads.settings(service);
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome.kind().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("revision", outcome.revision());
            out.writeNumberField(
                    "renewEveryMs",
                    Registrations.renewEveryMillis(outcome.instance().content().lease(), settings));
            out.writeFieldName("instance");
            InstanceWriter.nativeForm(out, outcome.instance(), settings.defaultTtlMillis(), null);
            out.writeEndObject();
        });
        Labels labels = reads.labels().ofWrite(outcome.revision(), done.isAppliedHere());
        Answer answer = Answer.json(labels, json);
        return outcome.kind() == Outcome.Registered.Kind.ADDED
                ? answer.withStatus(Answer.CREATED)
                        .with(
                                HttpHeaderNames.LOCATION,
                                location(service, outcome.instance().id()))
                : answer;
    }

    private static String location(ServiceName service, InstanceId id) {
        return "/v1/services/" + Percent.encode(service.key()) + "/instances/" + Percent.encode(id.url());
    }

    private void show(Exchange exchange) {
        ServiceName name = service(exchange);
        InstanceId id = Named.instance(exchange.variable(1), exchange.request().query());
        reads.serve(exchange, (root, labels) -> {
            ServiceView service = root.service(name);
            Listed listed = service == null ? null : service.find(id);
            if (listed == null) {
                throw new RegistryException.NotFound(ErrorCode.NO_SUCH_INSTANCE, "the service has no such instance");
            }
            return Answer.json(labels, JsonOutput.bytes(out -> live.write(out, root, root.settings(name), listed)));
        });
    }

    private void remove(Exchange exchange) {
        Query query = exchange.request().query();
        exchange.answerWhen(
                registrations.unregister(
                        service(exchange),
                        Named.instance(exchange.variable(1), query),
                        generation(query.get("generation")),
                        Named.request(exchange.request())),
                this::removed);
    }

    private Answer removed(Written<Outcome.Unregistered> done) {
        Outcome.Unregistered outcome = done.outcome();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome.removed().isPresent() ? "removed" : "absent");
            out.writeNumberField("revision", outcome.revision());
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(outcome.revision(), done.isAppliedHere()), json);
    }

    private static long generation(@Nullable String text) {
        if (text == null) {
            return Content.NO_GENERATION;
        }
        long generation = Digits.parse(text);
        if (generation < 0 || generation >= MAX_GENERATION) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "generation must be 0 to 2^53 - 1, was " + Shown.text(text));
        }
        return generation;
    }

    private static ServiceName service(Exchange exchange) {
        return Named.service(exchange.variable(0), exchange.request().query());
    }
}
