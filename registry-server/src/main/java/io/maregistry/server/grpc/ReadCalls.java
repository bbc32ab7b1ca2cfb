package io.maregistry.server.grpc;

import io.grpc.stub.StreamObserver;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.ServiceKey;
import io.maregistry.server.net.WorkPool;
import io.maregistry.server.registry.ClusterView;
import io.maregistry.server.registry.ServicePage;
import io.maregistry.server.registry.Wanted;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.RoutedName;
import io.maregistry.server.state.RoutedView;
import io.maregistry.server.state.ServiceRules;
import io.maregistry.server.state.ServiceView;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.ServiceKeys;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Calls that read: {@code GetService}, {@code ListServices}, {@code Cluster}. On event loops. */
final class ReadCalls {

    private final Roots roots;
    private final ClusterView cluster;
    private final WorkPool work;
    private final Replies replies;

    ReadCalls(Roots roots, ClusterView cluster, WorkPool work, Replies replies) {
        this.roots = roots;
        this.cluster = cluster;
        this.work = work;
        this.replies = replies;
    }

    void service(GetServiceRequest request, StreamObserver<GetServiceReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            RoutedName several = RoutedKeys.of(request.getService(), "service");
            return several == null
                    ? service(request, KeyMessages.service(request.getService(), "service"), found)
                    : several(request, several, found);
        });
    }

    private CompletionStage<GetServiceReply> several(GetServiceRequest request, RoutedName name, Roots.Found found) {
        Wanted wanted = Wanted.of(request.getHealthy(), request.getFiltersList());
        RoutedView view = RoutedView.of(found.root(), name);
        GetServiceReply.Builder reply = GetServiceReply.newBuilder().setHeader(Headers.of(found.labels()));
        if (!wanted.isLive() && isKnown(request, found.root(), view.revision())) {
            return CompletableFuture.completedStage(reply.setNotModified(true).build());
        }
        return made(
                Messages.isMuchToMake(view.size()),
                () -> reply.setService(RoutedKeys.service(found.root(), view, wanted))
                        .build());
    }

    private CompletionStage<GetServiceReply> service(GetServiceRequest request, ServiceName name, Roots.Found found) {
        Wanted wanted = Wanted.of(request.getHealthy(), request.getFiltersList());
        ServiceView view = found.root().service(name);
        GetServiceReply.Builder reply = GetServiceReply.newBuilder().setHeader(Headers.of(found.labels()));
        ServiceRules rules = found.root().rules(name);
        if (rules != null) {
            reply.setRules(Messages.rules(rules));
        }
        if (!wanted.isLive()
                && !request.getLive()
                && isKnown(request, found.root(), view == null ? 0 : view.revision())) {
            return CompletableFuture.completedStage(reply.setNotModified(true).build());
        }
        return made(
                Messages.isMuchToMake(view),
                () -> reply.setService(Messages.service(found.root(), name, wanted, request.getLive()))
                        .build());
    }

    private static boolean isKnown(GetServiceRequest request, Root root, long revision) {
        return revision > 0
                && request.getKnownRevision() == revision
                && request.getKnownLineage()
                        .equals(ResumeToken.lineageText(root.scalars().lineage()));
    }

    void services(ListServicesRequest request, StreamObserver<ListServicesReply> caller) {
        replies.answerRead(
                caller,
                () -> roots.find(request.getRead()),
                found -> request.getServicesCount() > 0 ? named(request, found) : page(request, found));
    }

    private static CompletionStage<ListServicesReply> named(ListServicesRequest request, Roots.Found found) {
        if (request.getServicesCount() > ServiceKeys.MAX_SERVICES) {
            throw invalid("services must name at most " + ServiceKeys.MAX_SERVICES, "services");
        }
        ListServicesReply.Builder reply = ListServicesReply.newBuilder().setHeader(Headers.of(found.labels()));
        for (ServiceKey key : request.getServicesList()) {
            String place = "services[" + reply.getServicesCount() + ']';
            RoutedName several = RoutedKeys.of(key, place);
            reply.addServices(
                    several == null
                            ? Messages.summary(found.root(), KeyMessages.service(key, place))
                            : RoutedKeys.summary(RoutedView.of(found.root(), several)));
        }
        return CompletableFuture.completedStage(reply.build());
    }

    private CompletionStage<ListServicesReply> page(ListServicesRequest request, Roots.Found found) {
        ServicePage page = asked(request);
        return made(ServicePage.isLongToFind(found.root()), () -> reply(page, found));
    }

    private static ServicePage asked(ListServicesRequest request) {
        boolean isAll = request.getGroup().equals(ServiceName.ALL_GROUPS);
        ServiceName place =
                ServiceKeys.service("any", orNull(request.getNamespace()), isAll ? null : orNull(request.getGroup()));
        int limit = request.getLimit() == 0 ? ServicePage.USUAL_LIMIT : request.getLimit();
        if (limit < 1 || limit > ServicePage.MAX_LIMIT) {
            throw invalid("limit must be at most " + ServicePage.MAX_LIMIT, "limit");
        }
        return new ServicePage(
                place.namespace(),
                isAll ? null : place.group(),
                request.getPrefix(),
                request.getAfter().isEmpty() ? null : ServiceKeys.service(request.getAfter(), null, null),
                limit);
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    private static ListServicesReply reply(ServicePage page, Roots.Found found) {
        ServicePage.Found services = page.in(found.root());
        ListServicesReply.Builder reply = ListServicesReply.newBuilder().setHeader(Headers.of(found.labels()));
        services.services().forEach(service -> reply.addServices(Messages.summary(found.root(), service.name())));
        ServiceName next = services.next();
        return next == null ? reply.build() : reply.setNext(next.key()).build();
    }

    void cluster(ClusterRequest request, StreamObserver<ClusterReply> caller) {
        replies.answerRead(caller, () -> roots.find(request.getRead()), found -> {
            ClusterReply.Builder reply = ClusterReply.newBuilder()
                    .setHeader(Headers.of(found.labels()))
                    .setClusterId(found.root().scalars().clusterId());
            cluster.servers(found.root()).forEach(server -> reply.addMembers(Messages.member(server)));
            return CompletableFuture.completedStage(reply.build());
        });
    }

    /** What takes long is made elsewhere. */
    private <T> CompletionStage<T> made(boolean isLong, Supplier<T> make) {
        return isLong ? work.call(make::get) : CompletableFuture.completedStage(make.get());
    }

    private static RegistryException invalid(String message, String place) {
        return new RegistryException.InvalidRequest(ErrorCode.INVALID_REQUEST, message, place);
    }
}
