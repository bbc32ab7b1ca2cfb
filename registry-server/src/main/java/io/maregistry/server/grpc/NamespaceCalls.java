package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.proto.v1.DeleteNamespaceReply;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.GetNamespaceReply;
import io.maregistry.proto.v1.GetNamespaceRequest;
import io.maregistry.proto.v1.ListNamespacesReply;
import io.maregistry.proto.v1.ListNamespacesRequest;
import io.maregistry.proto.v1.NamespaceOutcome;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PutNamespaceReply;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.NamespacePage;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Root;
import io.maregistry.wire.NamespaceMessages;
import java.util.concurrent.CompletableFuture;

/** The calls of namespaces. On event loops. */
final class NamespaceCalls {

    private final Tenancy tenancy;
    private final Roots roots;
    private final WorkPool work;
    private final Replies replies;

    NamespaceCalls(Tenancy tenancy, Roots roots, WorkPool work, Replies replies) {
        this.tenancy = tenancy;
        this.roots = roots;
        this.work = work;
        this.replies = replies;
    }

    void put(PutNamespaceRequest request, StreamObserver<PutNamespaceReply> caller) {
        replies.answer(
                caller,
                () -> tenancy.create(
                        NamespaceMessages.name(request.getNamespace()),
                        NamespaceMessages.wanted(request),
                        WriteCalls.firstRequest(request.getRequestId(), 1)),
                done -> reply(request.getNamespace(), done));
    }

    void patch(PatchNamespaceRequest request, StreamObserver<PutNamespaceReply> caller) {
        replies.answer(
                caller,
                () -> tenancy.patch(
                        NamespaceMessages.name(request.getNamespace()),
                        NamespaceMessages.patch(request),
                        WriteCalls.firstRequest(request.getRequestId(), 1)),
                done -> reply(request.getNamespace(), done));
    }

    private PutNamespaceReply reply(String name, Tenancy.Done done) {
        Root root = roots.newest();
        Namespace namespace = done.namespace().orElse(Namespace.unnamed(name));
        return PutNamespaceReply.newBuilder()
                .setHeader(Headers.of(roots.labels().ofWrite(done.revision(), done.isAppliedHere())))
                .setOutcome(
                        done.kind().map(NamespaceCalls::outcome).orElse(NamespaceOutcome.NAMESPACE_OUTCOME_UNSPECIFIED))
                .setNamespace(Messages.namespace(new NamespacePage.Described(namespace, root.space(name))))
                .build();
    }

    private static NamespaceOutcome outcome(Outcome.Namespaced.Kind kind) {
        return switch (kind) {
            case CREATED -> NamespaceOutcome.NAMESPACE_OUTCOME_CREATED;
            case UPDATED -> NamespaceOutcome.NAMESPACE_OUTCOME_UPDATED;
            case SAME -> NamespaceOutcome.NAMESPACE_OUTCOME_SAME;
        };
    }

    void get(GetNamespaceRequest request, StreamObserver<GetNamespaceReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            String name = NamespaceMessages.name(request.getNamespace());
            return CompletableFuture.completedStage(GetNamespaceReply.newBuilder()
                    .setHeader(Headers.of(found.labels()))
                    .setNamespace(Messages.namespace(NamespacePage.Described.existing(found.root(), name)))
                    .build());
        });
    }

    void list(ListNamespacesRequest request, StreamObserver<ListNamespacesReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            NamespacePage page = page(request);
            return NamespacePage.isLongToFind(found.root())
                    ? work.call(() -> reply(page, found))
                    : CompletableFuture.completedStage(reply(page, found));
        });
    }

    private static NamespacePage page(ListNamespacesRequest request) {
        int limit = request.getLimit() == 0 ? NamespacePage.USUAL_LIMIT : request.getLimit();
        if (limit < 1 || limit > NamespacePage.MAX_LIMIT) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "limit must be at most " + NamespacePage.MAX_LIMIT, "limit");
        }
        return new NamespacePage(request.getPrefix(), request.getAfter().isEmpty() ? null : request.getAfter(), limit);
    }

    private static ListNamespacesReply reply(NamespacePage page, Roots.Found found) {
        NamespacePage.Found namespaces = page.in(found.root());
        ListNamespacesReply.Builder reply = ListNamespacesReply.newBuilder().setHeader(Headers.of(found.labels()));
        namespaces.namespaces().forEach(one -> reply.addNamespaces(Messages.namespace(one)));
        String next = namespaces.next();
        return next == null ? reply.build() : reply.setNext(next).build();
    }

    void delete(DeleteNamespaceRequest request, StreamObserver<DeleteNamespaceReply> caller) {
        replies.answer(
                caller,
                () -> tenancy.delete(
                        NamespaceMessages.name(request.getNamespace()),
                        request.getForce(),
                        request.getConfirm(),
                        WriteCalls.firstRequest(request.getRequestId(), 1)),
                this::deleted);
    }

    private DeleteNamespaceReply deleted(Written<Outcome.Done> done) {
        long revision = done.outcome().revision();
        return DeleteNamespaceReply.newBuilder()
                .setHeader(Headers.of(roots.labels().ofWrite(revision, done.isAppliedHere())))
                .setRevision(revision)
                .build();
    }
}
