package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.InstancePatch;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.server.registry.Patches;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.wire.InstanceLimits;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.PatchReader;
import java.nio.charset.StandardCharsets;

/** What operators change: {@code PatchInstance}. On event loops. */
final class PatchCalls {

    private final Patches patches;
    private final Roots roots;
    private final Replies replies;
    private final PatchReader reader;

    PatchCalls(Patches patches, Roots roots, Replies replies, InstanceLimits limits) {
        this.patches = patches;
        this.roots = roots;
        this.replies = replies;
        this.reader = new PatchReader(limits);
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

    private static Patches.Target target(PatchInstanceRequest request) {
        if (request.getOnlyAtRevision() < 0) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "only_at_revision is too large", "only_at_revision");
        }
        return new Patches.Target(
                KeyMessages.service(request.getService(), "service"),
                KeyMessages.instance(request.getId(), "id"),
                request.hasOnlyAtRevision() ? request.getOnlyAtRevision() : PatchInstance.ANY_REVISION);
    }

    private PatchInstanceReply reply(Written<Outcome.Patched> done) {
        Outcome.Patched outcome = done.outcome();
        PatchInstanceReply.Builder reply = PatchInstanceReply.newBuilder()
                .setHeader(Headers.of(roots.labels().ofWrite(outcome.revision(), done.isAppliedHere())))
                .setChanged(outcome.changed())
                .setRevision(outcome.revision());
        outcome.instance().map(InstanceMessages::toMessage).ifPresent(reply::setInstance);
        return reply.build();
    }
}
