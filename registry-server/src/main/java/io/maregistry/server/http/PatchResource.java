package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Instance;
import io.maregistry.model.ServiceName;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceWriter;
import io.maregistry.wire.JsonOutput;
import io.maregistry.wire.PatchReader;
import io.maregistry.wire.RulesReader;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.List;
import java.util.Optional;

/** What operators change: {@code PATCH /v1/services/{s}} and {@code /v1/services/{s}/instances/{id}}. */
final class PatchResource {

    private final Patches patches;
    private final Reads reads;
    private final PatchReader reader;
    private final RulesReader rules;

    PatchResource(Patches patches, Reads reads, InstanceLimits limits) {
        this.patches = patches;
        this.reads = reads;
        this.reader = new PatchReader(limits);
        this.rules = new RulesReader(limits);
    }

    List<Route> routes() {
        return List.of(
                new Route(
                        Verb.PATCH,
                        "/v1/services/{s}",
                        Route.Intake.GATHERED,
                        List.of("namespace", "group"),
                        this::patchService),
                new Route(
                        Verb.PATCH,
                        "/v1/services/{s}/instances/{id}",
                        Route.Intake.GATHERED,
                        List.of("namespace", "group", "id"),
                        this::patch));
    }

    private void patchService(Exchange exchange) {
        Request request = exchange.request();
        Patches.Ruling ruling = new Patches.Ruling(
                Named.service(exchange.variable(0), request.query()),
                revision(request, "the rules'"),
                rules.patch(exchange.received().bytes()));
        exchange.answerWhen(patches.patch(ruling, Named.request(request)), done -> patched(ruling.service(), done));
    }

    private void patch(Exchange exchange) {
        Request request = exchange.request();
        Patches.Target target = new Patches.Target(
                Named.service(exchange.variable(0), request.query()),
                Named.instance(exchange.variable(1), request.query()),
                revision(request, "the instance's"));
        exchange.answerWhen(
                patches.patch(target, reader.read(exchange.received().bytes()), Named.request(request)),
                done -> patched(target.service(), done));
    }

    private Answer patched(ServiceName service, Written<Outcome.Patched> done) {
        Outcome.Patched outcome = done.outcome();
        Optional<Instance> instance = outcome.instance();
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", outcome.changed() ? "updated" : "same");
            out.writeNumberField("revision", outcome.revision());
            if (instance.isPresent()) {
                out.writeFieldName("instance");
                InstanceWriter.nativeForm(
                        out, instance.get(), reads.settings(service).defaultTtlMillis(), null);
            }
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(outcome.revision(), done.isAppliedHere()), json);
    }

    /** The revision that {@code If-Match} names: one strong tag, or {@code *} for whatever is there. */
    private static long revision(Request request, String whose) {
        String ifMatch = request.field(HttpHeaderNames.IF_MATCH);
        if (ifMatch == null || ifMatch.equals("*")) {
            return PatchInstance.ANY_REVISION;
        }
        boolean isTag = ifMatch.length() > 2 && ifMatch.startsWith("\"") && ifMatch.endsWith("\"");
        long revision = isTag ? Digits.parse(ifMatch.substring(1, ifMatch.length() - 1)) : -1;
        if (revision < 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "If-Match must be " + whose + " revision in quotes, or *; was " + Shown.text(ifMatch));
        }
        return revision;
    }
}
