package io.maregistry.client.internal.transport;

import io.grpc.MethodDescriptor;
import io.maregistry.proto.v1.ClearRoutingRequest;
import io.maregistry.proto.v1.ClusterReply;
import io.maregistry.proto.v1.ClusterRequest;
import io.maregistry.proto.v1.ConfigHistoryReply;
import io.maregistry.proto.v1.ConfigHistoryRequest;
import io.maregistry.proto.v1.ConfigReply;
import io.maregistry.proto.v1.DeleteNamespaceReply;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.DrainReply;
import io.maregistry.proto.v1.DrainRequest;
import io.maregistry.proto.v1.ErrorDetail;
import io.maregistry.proto.v1.GetConfigReply;
import io.maregistry.proto.v1.GetConfigRequest;
import io.maregistry.proto.v1.GetNamespaceReply;
import io.maregistry.proto.v1.GetNamespaceRequest;
import io.maregistry.proto.v1.GetRoutingRequest;
import io.maregistry.proto.v1.GetServiceReply;
import io.maregistry.proto.v1.GetServiceRequest;
import io.maregistry.proto.v1.Header;
import io.maregistry.proto.v1.ListConfigsReply;
import io.maregistry.proto.v1.ListConfigsRequest;
import io.maregistry.proto.v1.ListNamespacesReply;
import io.maregistry.proto.v1.ListNamespacesRequest;
import io.maregistry.proto.v1.ListServicesReply;
import io.maregistry.proto.v1.ListServicesRequest;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PatchServiceReply;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.proto.v1.PublishConfigRequest;
import io.maregistry.proto.v1.PutNamespaceReply;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.proto.v1.RegisterReply;
import io.maregistry.proto.v1.RegisterRequest;
import io.maregistry.proto.v1.RegistryGrpc;
import io.maregistry.proto.v1.RemoveConfigRequest;
import io.maregistry.proto.v1.RenewReply;
import io.maregistry.proto.v1.RenewRequest;
import io.maregistry.proto.v1.RollbackConfigRequest;
import io.maregistry.proto.v1.RoutingReply;
import io.maregistry.proto.v1.SetRoutingRequest;
import io.maregistry.proto.v1.UnregisterReply;
import io.maregistry.proto.v1.UnregisterRequest;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A call that a node answers once: its method, and what every answer has in common. Immutable. */
public final class RegistryCall<Q, R> {

    public static final RegistryCall<RegisterRequest, RegisterReply> REGISTER = new RegistryCall<>(
            RegistryGrpc.getRegisterMethod(),
            RegisterReply::getHeader,
            reply -> reply.getResultsCount() == 1 && reply.getResults(0).hasError()
                    ? reply.getResults(0).getError()
                    : null);

    public static final RegistryCall<UnregisterRequest, UnregisterReply> UNREGISTER = new RegistryCall<>(
            RegistryGrpc.getUnregisterMethod(),
            UnregisterReply::getHeader,
            reply -> reply.getResultsCount() == 1 && reply.getResults(0).hasError()
                    ? reply.getResults(0).getError()
                    : null);

    public static final RegistryCall<DrainRequest, DrainReply> DRAIN = new RegistryCall<>(
            RegistryGrpc.getDrainMethod(),
            DrainReply::getHeader,
            reply -> reply.getResultsCount() == 1 && reply.getResults(0).hasError()
                    ? reply.getResults(0).getError()
                    : null);

    public static final RegistryCall<RenewRequest, RenewReply> RENEW =
            new RegistryCall<>(RegistryGrpc.getRenewMethod(), RenewReply::getHeader, reply -> null);

    public static final RegistryCall<PatchInstanceRequest, PatchInstanceReply> PATCH_INSTANCE =
            new RegistryCall<>(RegistryGrpc.getPatchInstanceMethod(), PatchInstanceReply::getHeader, reply -> null);

    public static final RegistryCall<PatchServiceRequest, PatchServiceReply> PATCH_SERVICE =
            new RegistryCall<>(RegistryGrpc.getPatchServiceMethod(), PatchServiceReply::getHeader, reply -> null);

    public static final RegistryCall<GetServiceRequest, GetServiceReply> GET_SERVICE =
            new RegistryCall<>(RegistryGrpc.getGetServiceMethod(), GetServiceReply::getHeader, reply -> null);

    public static final RegistryCall<ListServicesRequest, ListServicesReply> LIST_SERVICES =
            new RegistryCall<>(RegistryGrpc.getListServicesMethod(), ListServicesReply::getHeader, reply -> null);

    public static final RegistryCall<PublishConfigRequest, ConfigReply> PUBLISH_CONFIG =
            new RegistryCall<>(RegistryGrpc.getPublishConfigMethod(), ConfigReply::getHeader, reply -> null);

    public static final RegistryCall<GetConfigRequest, GetConfigReply> GET_CONFIG =
            new RegistryCall<>(RegistryGrpc.getGetConfigMethod(), GetConfigReply::getHeader, reply -> null);

    public static final RegistryCall<RemoveConfigRequest, ConfigReply> REMOVE_CONFIG =
            new RegistryCall<>(RegistryGrpc.getRemoveConfigMethod(), ConfigReply::getHeader, reply -> null);

    public static final RegistryCall<ListConfigsRequest, ListConfigsReply> LIST_CONFIGS =
            new RegistryCall<>(RegistryGrpc.getListConfigsMethod(), ListConfigsReply::getHeader, reply -> null);

    public static final RegistryCall<ConfigHistoryRequest, ConfigHistoryReply> CONFIG_HISTORY =
            new RegistryCall<>(RegistryGrpc.getConfigHistoryMethod(), ConfigHistoryReply::getHeader, reply -> null);

    public static final RegistryCall<RollbackConfigRequest, ConfigReply> ROLLBACK_CONFIG =
            new RegistryCall<>(RegistryGrpc.getRollbackConfigMethod(), ConfigReply::getHeader, reply -> null);

    public static final RegistryCall<PutNamespaceRequest, PutNamespaceReply> PUT_NAMESPACE =
            new RegistryCall<>(RegistryGrpc.getPutNamespaceMethod(), PutNamespaceReply::getHeader, reply -> null);

    public static final RegistryCall<PatchNamespaceRequest, PutNamespaceReply> PATCH_NAMESPACE =
            new RegistryCall<>(RegistryGrpc.getPatchNamespaceMethod(), PutNamespaceReply::getHeader, reply -> null);

    public static final RegistryCall<GetNamespaceRequest, GetNamespaceReply> GET_NAMESPACE =
            new RegistryCall<>(RegistryGrpc.getGetNamespaceMethod(), GetNamespaceReply::getHeader, reply -> null);

    public static final RegistryCall<ListNamespacesRequest, ListNamespacesReply> LIST_NAMESPACES =
            new RegistryCall<>(RegistryGrpc.getListNamespacesMethod(), ListNamespacesReply::getHeader, reply -> null);

    public static final RegistryCall<DeleteNamespaceRequest, DeleteNamespaceReply> DELETE_NAMESPACE =
            new RegistryCall<>(RegistryGrpc.getDeleteNamespaceMethod(), DeleteNamespaceReply::getHeader, reply -> null);

    public static final RegistryCall<SetRoutingRequest, RoutingReply> SET_ROUTING =
            new RegistryCall<>(RegistryGrpc.getSetRoutingMethod(), RoutingReply::getHeader, reply -> null);

    public static final RegistryCall<ClearRoutingRequest, RoutingReply> CLEAR_ROUTING =
            new RegistryCall<>(RegistryGrpc.getClearRoutingMethod(), RoutingReply::getHeader, reply -> null);

    public static final RegistryCall<GetRoutingRequest, RoutingReply> GET_ROUTING =
            new RegistryCall<>(RegistryGrpc.getGetRoutingMethod(), RoutingReply::getHeader, reply -> null);

    public static final RegistryCall<ClusterRequest, ClusterReply> CLUSTER =
            new RegistryCall<>(RegistryGrpc.getClusterMethod(), ClusterReply::getHeader, reply -> null);

    private final MethodDescriptor<Q, R> method;
    private final Function<R, Header> header;
    private final Function<R, @Nullable ErrorDetail> refusal;

    private RegistryCall(
            MethodDescriptor<Q, R> method, Function<R, Header> header, Function<R, @Nullable ErrorDetail> refusal) {
        this.method = method;
        this.header = header;
        this.refusal = refusal;
    }

    MethodDescriptor<Q, R> method() {
        return method;
    }

    /** What the answer says of the state that it was made from. */
    public Header header(R reply) {
        return header.apply(reply);
    }

    /** Why the only item of the request was refused; null where it was not, or where there are more. */
    @Nullable
    CallFailure refusal(R reply) {
        ErrorDetail detail = refusal.apply(reply);
        return detail == null ? null : Failures.of(detail);
    }

    @Override
    public String toString() {
        return String.valueOf(method.getBareMethodName());
    }
}
