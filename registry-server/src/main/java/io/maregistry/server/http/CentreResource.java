package io.maregistry.server.http;

import com.fasterxml.jackson.core.JsonGenerator;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Release;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.centre.Centre;
import io.maregistry.server.centre.FromClient;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The RegisterCentre's routes for its clients and for those who look at it: {@code /centre-server}. */
final class CentreResource {

    private static final int FEW = 1_000; // instances that are written on an event loop

    private final Centre centre;
    private final Reads reads;
    private final Documents documents;

    CentreResource(Centre centre, Reads reads, Documents documents) {
        this.centre = centre;
        this.reads = reads;
        this.documents = documents;
    }

    /**
     * A route that writes, and what a node in hash mode that hands a request on says to the leader: nobody else knows where
     * the request came from.
     */
    record Writing(Route route, Function<Exchange, byte[]> handedOn) {}

    List<Writing> writes() {
        return List.of(
                new Writing(
                        new Route(
                                Verb.POST, "/centre-server/register", Route.Intake.GATHERED, List.of(), this::register),
                        CentreResource::registration),
                new Writing(
                        new Route(
                                Verb.POST,
                                "/centre-server/heartbeat",
                                Route.Intake.GATHERED,
                                List.of(),
                                this::heartbeat),
                        CentreResource::heartbeatOf),
                new Writing(
                        new Route(
                                Verb.POST,
                                "/centre-server/unregister-all",
                                Route.Intake.DROPPED,
                                List.of("confirm", "namespace"),
                                this::unregisterAll),
                        exchange -> new byte[0]));
    }

    List<Route> reads() {
        List<String> services = new ArrayList<>(Reads.PARAMETERS);
        services.add("namespace");
        List<String> history = new ArrayList<>(Reads.PARAMETERS);
        history.addAll(List.of("appId", "namespace", "group"));
        return List.of(
                new Route(Verb.GET, "/centre-server/services", Route.Intake.DROPPED, services, this::services),
                new Route(Verb.GET, "/centre-server/history", Route.Intake.DROPPED, history, this::history));
    }

    private void register(Exchange exchange) {
        Release said = CentreReader.registration(exchange.received().bytes());
        FromClient from = from(said, exchange);
        RequestId request = Named.request(exchange.request());
        ServiceName service = service(said);
        Release named = named(said, from.name());
        exchange.answerWhen(
                Named.lawful(ErrorCode.INVALID_INSTANCE, () -> centre.register(service, named, from, request)),
                done -> registered(done, from));
    }

    private Answer registered(Written<Outcome.Registered> done, FromClient from) {
        return written(done.outcome().revision(), done.isAppliedHere(), json -> {
            json.writeStartObject();
            json.writeStringField("FromClient", from.name());
            json.writeEndObject();
        });
    }

    private void heartbeat(Exchange exchange) {
        Release said = CentreReader.heartbeat(exchange.received().bytes());
        ServiceName service = service(said);
        FromClient.Peer peer = peer(exchange);
        exchange.answerWhen(
                Named.lawful(
                        ErrorCode.INVALID_INSTANCE,
                        () -> centre.heartbeat(service, said.fromClient(), said.versions(), peer)),
                this::heard);
    }

    private Answer heard(Centre.Heard heard) {
        return written(heard.revision(), heard.isAppliedHere(), json -> {
            json.writeStartObject();
            json.writeBooleanField("RequireReRegister", heard.requiresReRegister());
            json.writeStringField("Message", heard.message());
            json.writeEndObject();
        });
    }

    private void unregisterAll(Exchange exchange) {
        Query query = exchange.request().query();
        if (!"all".equals(query.get("confirm"))) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "confirm=all is needed, since every instance would go");
        }
        String namespace = Named.place(query.get("namespace"), null).namespace();
        exchange.answerWhen(
                centre.unregisterAll(namespace, Named.request(exchange.request())),
                done -> written(done.outcome().revision(), done.isAppliedHere(), json -> {
                    json.writeStartObject();
                    json.writeNumberField("Instances", done.outcome().instances());
                    json.writeEndObject();
                }));
    }

    private Answer written(long revision, boolean isAppliedHere, JsonOutput.Body data) {
        return Answer.json(reads.labels().ofWrite(revision, isAppliedHere), CentreJson.res(data));
    }

    private void services(Exchange exchange) {
        String namespace =
                Named.place(exchange.request().query().get("namespace"), null).namespace();
        reads.find(exchange, false, (root, labels) -> services(exchange, root, labels, namespace));
    }

    private void services(Exchange exchange, Root root, Labels labels, String namespace) {
        if (root.sizes().instances() <= FEW) {
            exchange.answer(Answer.json(labels, CentreJson.res(json -> CentreJson.services(json, root, namespace))));
            return;
        }
        Encoding encoding = Encoding.preferredBy(exchange.request().field(HttpHeaderNames.ACCEPT_ENCODING));
        Documents.Writing writing = (all, out) -> {
            try (JsonGenerator json = JsonOutput.stream(out)) {
                CentreJson.writeRes(json, data -> CentreJson.services(data, all, namespace));
            }
        };
        exchange.answerWhen(
                documents.pack(root, writing, encoding),
                body -> Answer.ok(labels, new Payload(Payload.JSON, encoding.token(), body))
                        .with(HttpHeaderNames.VARY, "Accept-Encoding"));
    }

    private void history(Exchange exchange) {
        Query query = exchange.request().query();
        ServiceName service = Named.service(query.required("appId"), query);
        reads.serve(
                exchange,
                (root, labels) ->
                        Answer.json(labels, CentreJson.res(json -> CentreJson.history(json, root.releases(service)))));
    }

    /** A registration as another node takes it for one from whom it came from. */
    private static byte[] registration(Exchange exchange) {
        Release said = CentreReader.registration(exchange.received().bytes());
        Release named = named(said, from(said, exchange).canonical());
        return JsonOutput.bytes(json -> CentreJson.registerInfo(json, named));
    }

    /** A heartbeat likewise. */
    private static byte[] heartbeatOf(Exchange exchange) {
        Release said = CentreReader.heartbeat(exchange.received().bytes());
        String from = said.fromClient().isEmpty()
                ? FromClient.unnamed(peer(exchange))
                : from(said, exchange).canonical();
        Release named = named(said, from);
        return JsonOutput.bytes(json -> CentreJson.registerInfo(json, named));
    }

    private static ServiceName service(Release said) {
        return Named.lawful(
                ErrorCode.INVALID_NAME, () -> ServiceName.of(said.product().appId()));
    }

    private static FromClient.Peer peer(Exchange exchange) {
        return Named.lawful(
                ErrorCode.INVALID_REQUEST, () -> FromClient.Peer.of(exchange.remoteAddress())); // closed meanwhile
    }

    private static FromClient from(Release said, Exchange exchange) {
        return Named.lawful(ErrorCode.INVALID_INSTANCE, () -> FromClient.of(said.fromClient(), peer(exchange)));
    }

    private static Release named(Release said, String fromClient) {
        return Named.lawful(
                ErrorCode.INVALID_INSTANCE,
                () -> new Release(
                        said.product(),
                        said.updateTime(),
                        said.buildTime(),
                        said.assemblyVersion(),
                        said.releaseVersion(),
                        fromClient));
    }
}
