package io.maregistry.server.http;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Restores;
import io.maregistry.server.snapshot.RenewalsDocument;
import io.maregistry.server.snapshot.SnapshotDocument;
import io.maregistry.server.state.RestoreBegin;
import io.maregistry.server.state.Root;
import io.maregistry.wire.JsonOutput;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The whole registry as a document: {@code /snapshot}, {@code /v1/snapshot}. */
final class SnapshotResource {

    private static final String RENEWALS = "renewals";
    private static final String COPY = "copy"; // whether the node serves or not: for one that is about to lead

    private final Reads reads;
    private final Restores restores;
    private final Documents documents;
    private final Documents.Shared copies;

    SnapshotResource(Reads reads, Restores restores, Documents documents) {
        this.reads = reads;
        this.restores = restores;
        this.documents = documents;
        this.copies = documents.new Shared(reads::unchecked, SnapshotDocument::writeCopy);
    }

    List<Route> routes() {
        List<String> exported = new ArrayList<>(Reads.PARAMETERS);
        exported.add("part");
        return List.of(
                new Route(Verb.GET, "/snapshot", Route.Intake.DROPPED, List.of(), this::plain),
                new Route(Verb.POST, "/snapshot", Route.Intake.DROPPED, List.of(), this::plain),
                new Route(Verb.GET, "/v1/snapshot", Route.Intake.DROPPED, exported, this::full),
                new Route(
                        Verb.PUT,
                        "/v1/snapshot",
                        Route.Intake.SPOOLED,
                        List.of("mode", "dryRun", "ifRevision"),
                        this::restore));
    }

    private void plain(Exchange exchange) {
        reads.find(exchange, false, (root, labels) -> answer(exchange, root, labels, SnapshotDocument::writePlain));
    }

    private void full(Exchange exchange) {
        boolean isHash = reads.isInHashMode();
        String part = part(exchange.request().query().get("part"), isHash);
        if (part.equals(COPY)) {
            Encoding encoding = encoding(exchange);
            exchange.answerWhen(
                    copies.next(encoding), packed -> document(reads.labels(packed.root()), encoding, packed.body()));
            return;
        }
        Documents.Writing writing = part.isEmpty() ? SnapshotDocument::writeFull : RenewalsDocument::write;
        reads.find(exchange, !isHash, (root, labels) -> answer(exchange, root, labels, writing));
    }

    private static String part(@Nullable String part, boolean isHash) {
        if (part == null) {
            return "";
        }
        if (!isHash || !part.equals(RENEWALS) && !part.equals(COPY)) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    isHash
                            ? "part must be renewals or copy, was " + Shown.text(part)
                            : "part is for nodes in hash mode");
        }
        return part;
    }

    private void answer(Exchange exchange, Root root, Labels labels, Documents.Writing writing) {
        Tag tag = new Tag(
                root.scalars().lineage(),
                root.scalars().revision(),
                "-" + root.scalars().version());
        if (Reads.isKnown(exchange, tag)) {
            exchange.answer(Reads.notModified(labels, tag));
            return;
        }
        Encoding encoding = encoding(exchange);
        exchange.answerWhen(
                documents.pack(root, writing, encoding),
                body -> document(labels, encoding, body).withTag(tag));
    }

    private static Encoding encoding(Exchange exchange) {
        return Encoding.preferredBy(exchange.request().field(HttpHeaderNames.ACCEPT_ENCODING));
    }

    private static Answer document(Labels labels, Encoding encoding, Body body) {
        return Answer.ok(labels, new Payload(Payload.JSON, encoding.token(), body))
                .with(HttpHeaderNames.VARY, "Accept-Encoding");
    }

    private void restore(Exchange exchange) {
        Query query = exchange.request().query();
        Restores.Mode mode = new Restores.Mode(
                isMerge(query.get("mode")), query.flag("dryRun"), query.count("ifRevision", RestoreBegin.ANY_REVISION));
        exchange.answerWhen(restores.restore(exchange.received().file(), mode), this::restored);
    }

    private static boolean isMerge(@Nullable String mode) {
        if (mode == null || mode.equals("replace")) {
            return false;
        }
        if (mode.equals("merge")) {
            return true;
        }
        throw new RegistryException.InvalidRequest(
                ErrorCode.INVALID_REQUEST, "mode must be replace or merge, was " + Shown.text(mode));
    }

    private Answer restored(Restores.Result result) {
        byte[] json = JsonOutput.bytes(out -> {
            out.writeStartObject();
            out.writeStringField("outcome", result.kind().name().toLowerCase(Locale.ROOT));
            out.writeNumberField("revision", result.revision());
            out.writeNumberField("services", result.services());
            out.writeNumberField("instances", result.instances());
            out.writeEndObject();
        });
        return Answer.json(reads.labels().ofWrite(result.revision(), result.isAppliedHere()), json);
    }
}
