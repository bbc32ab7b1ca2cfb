package io.maregistry.server.http;

import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.DocumentRenewals;
import io.maregistry.server.registry.Registrations;
import io.maregistry.wire.InstanceReader;
import io.maregistry.wire.InstanceRequest;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import java.util.List;
import java.util.stream.Collectors;

/** The documents' writes: {@code /reg}, {@code /unreg}, {@code /renew}, {@code /renews}. */
final class DocumentWrites {

    private static final byte[] NULL = {'n', 'u', 'l', 'l'};

    private final Registrations registrations;
    private final DocumentRenewals renewals;
    private final Reads reads;
    private final InstanceReader reader;

    DocumentWrites(Registrations registrations, DocumentRenewals renewals, Reads reads, InstanceReader reader) {
        this.registrations = registrations;
        this.renewals = renewals;
        this.reads = reads;
        this.reader = reader;
    }

    List<Route> routes() {
        return List.of(
                route("/reg", this::register),
                route("/unreg", this::unregister),
                route("/renew", this::renew),
                route("/renews", this::renews));
    }

    private static Route route(String path, Endpoint endpoint) {
        return new Route(Verb.POST, path, Route.Intake.GATHERED, List.of(), endpoint);
    }

    private void register(Exchange exchange) {
        ServiceName service = Named.service(exchange.request().query());
        InstanceRequest asked = reader.read(exchange.received().bytes());
        Registrations.Registrant registrant =
                new Registrations.Registrant(service, asked.id(), asked.content(), asked.enabled());
        exchange.answerWhen(
                registrations.register(registrant, Named.request(exchange.request())),
                done -> Answer.json(
                        reads.labels().ofWrite(done.outcome().revision(), done.isAppliedHere()),
                        JsonOutput.bytes(json ->
                                InstanceWriter.listed(json, done.outcome().instance()))));
    }

    private void unregister(Exchange exchange) {
        ServiceName service = Named.service(exchange.request().query());
        InstanceRequest asked = reader.read(exchange.received().bytes());
        exchange.answerWhen(
                registrations.unregister(
                        service, asked.id(), asked.content().generation(), Named.request(exchange.request())),
                done -> Answer.json(
                        reads.labels().ofWrite(done.outcome().revision(), done.isAppliedHere()),
                        done.outcome().removed().map(DocumentWrites::document).orElse(NULL)));
    }

    private static byte[] document(Instance instance) {
        return JsonOutput.bytes(json -> InstanceWriter.document(json, instance));
    }

    private void renew(Exchange exchange) {
        renew(exchange, List.of(Named.service(exchange.request().query())));
    }

    private void renews(Exchange exchange) {
        renew(exchange, Named.services(exchange.request().query()));
    }

    private void renew(Exchange exchange, List<ServiceName> services) {
        InstanceRequest asked = reader.read(exchange.received().bytes());
        exchange.answerWhen(renewals.renew(services, asked.id()), done -> {
            Answer answer = Answer.json(
                    reads.labels().ofWrite(done.revision(), done.isAppliedHere()),
                    JsonOutput.bytes(json -> InstanceWriter.document(json, asked)));
            return done.unknown().isEmpty() ? answer : answer.with(Fields.REQUIRE_REREGISTER, list(done.unknown()));
        });
    }

    private static String list(List<ServiceName> services) {
        return services.stream().map(name -> Percent.encode(name.key())).collect(Collectors.joining(","));
    }
}
