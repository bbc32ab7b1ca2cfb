package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ClearRoutingRequest;
import io.maregistry.proto.v1.GetRoutingRequest;
import io.maregistry.proto.v1.RoutingReply;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.server.registry.Labels;
import io.maregistry.server.registry.Tenancy;
import io.maregistry.server.registry.Written;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.ServiceRouting;
import io.maregistry.wire.RoutingMessages;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Which groups of a service get its calls. On event loops. */
final class RoutingCalls {

    private final Tenancy tenancy;
    private final Roots roots;
    private final Replies replies;

    RoutingCalls(Tenancy tenancy, Roots roots, Replies replies) {
        this.tenancy = tenancy;
        this.roots = roots;
        this.replies = replies;
    }

    void set(SetRoutingRequest request, StreamObserver<RoutingReply> caller) {
        replies.answer(
                caller,
                () -> {
                    ServiceName service = RoutingMessages.service(request.getService());
                    return tenancy.route(
                            service.namespace(),
                            service.name(),
                            RoutingMessages.routing(request.getRouting()),
                            WriteCalls.firstRequest(request.getRequestId(), 1));
                },
                done -> reply(done, RoutingMessages.routing(request.getRouting())));
    }

    void clear(ClearRoutingRequest request, StreamObserver<RoutingReply> caller) {
        replies.answer(
                caller,
                () -> {
                    ServiceName service = RoutingMessages.service(request.getService());
                    return tenancy.route(
                            service.namespace(),
                            service.name(),
                            null,
                            WriteCalls.firstRequest(request.getRequestId(), 1));
                },
                done -> reply(done, null));
    }

    private RoutingReply reply(Written<Outcome.Done> done, @Nullable Routing routing) {
        long revision = done.outcome().revision();
        return reply(roots.labels().ofWrite(revision, done.isAppliedHere()), routing, revision);
    }

    void get(GetRoutingRequest request, StreamObserver<RoutingReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            ServiceName service = RoutingMessages.service(request.getService());
            ServiceRouting known = found.root().routing(service.namespace(), service.name());
            return CompletableFuture.completedStage(reply(
                    found.labels(),
                    known == null ? null : known.routing(),
                    known == null ? found.root().scalars().floor() : known.revision()));
        });
    }

    private static RoutingReply reply(Labels labels, @Nullable Routing routing, long revision) {
        RoutingReply.Builder reply =
                RoutingReply.newBuilder().setHeader(Headers.of(labels)).setRevision(revision);
        return routing == null
                ? reply.build()
                : reply.setRouting(RoutingMessages.toMessage(routing)).build();
    }
}
