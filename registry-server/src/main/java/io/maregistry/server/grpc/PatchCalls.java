package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstancePatch;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchServiceReply;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.PatchReader;
import io.maregistry.wire.RulesReader;
import java.nio.charset.StandardCharsets;

/** What operators change: {@code PatchInstance}, {@code PatchService}. On event loops. */
final class PatchCalls {

    private final Patches patches;
    private final Roots roots;
    private final Replies replies;
    private final PatchReader reader;
    private final RulesReader rules;

    PatchCalls(Patches patches, Roots roots, Replies replies, InstanceLimits limits) {
        this.patches = patches;
        this.roots = roots;
        this.replies = replies;
        this.reader = new PatchReader(limits);
        this.rules = new RulesReader(limits);
    }

    void instance(PatchInstanceRequest request, StreamObserver<PatchInstanceReply> caller) {
        replies.answer(
                caller,
                () -> patches.patch(
                        target(request), patch(request), WriteCalls.firstRequest(request.getRequestId(), 1)),
                this::reply);
    }

    private InstancePatch patch(PatchInstanceRequest request) {
        return reader.read(request.getMergePatch().getBytes(StandardCharsets.UTF_8));
    }

    void service(PatchServiceRequest request, StreamObserver<PatchServiceReply> caller) {
        replies.answer(
                caller,
                () -> patches.patch(ruling(request), WriteCalls.firstRequest(request.getRequestId(), 1)),
                done -> PatchServiceReply.newBuilder()
                        .setHeader(header(done))
                        .setChanged(done.outcome().changed())
                        .setRevision(done.outcome().revision())
                        .build());
    }

    private Patches.Ruling ruling(PatchServiceRequest request) {
        return new Patches.Ruling(
                KeyMessages.service(request.getService(), "service"),
                revision(request.hasOnlyAtRevision(), request.getOnlyAtRevision()),
                rules.patch(request.getMergePatch().getBytes(StandardCharsets.UTF_8)));
    }

    private static Patches.Target target(PatchInstanceRequest request) {
        return new Patches.Target(
                KeyMessages.service(request.getService(), "service"),
                KeyMessages.instance(request.getId(), "id"),
                revision(request.hasOnlyAtRevision(), request.getOnlyAtRevision()));
    }

    private static long revision(boolean isNamed, long revision) {
        if (revision < 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "only_at_revision is too large", "only_at_revision");
        }
        return isNamed ? revision : PatchInstance.ANY_REVISION;
    }

    private PatchInstanceReply reply(Written<Outcome.Patched> done) {
        Outcome.Patched outcome = done.outcome();
        PatchInstanceReply.Builder reply = PatchInstanceReply.newBuilder()
                .setHeader(header(done))
                .setChanged(outcome.changed())
                .setRevision(outcome.revision());
        outcome.instance().map(InstanceMessages::toMessage).ifPresent(reply::setInstance);
        return reply.build();
    }

    private Header header(Written<Outcome.Patched> done) {
        return Headers.of(roots.labels().ofWrite(done.outcome().revision(), done.isAppliedHere()));
    }
}
