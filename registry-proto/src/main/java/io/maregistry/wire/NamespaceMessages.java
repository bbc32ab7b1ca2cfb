package io.maregistry.wire;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException.InvalidRequest;
import io.maregistry.model.Edit;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PutNamespaceRequest;
import java.util.function.Supplier;

/**
 * What is said of namespaces, to and from the messages of the gRPC API. What is unlawful is an {@link InvalidRequest} with the
 * place. Any thread.
 */
public final class NamespaceMessages {

    private NamespaceMessages() {}

    /** The namespace of that name. */
    public static String name(String name) {
        return NamespaceReader.name(name.isEmpty() ? null : name);
    }

    /** What makes the namespace what the request says, whatever it was before. */
    public static NamespacePatch wanted(PutNamespaceRequest request) {
        Quota quota = new Quota(
                limit("quota.services", request.getQuota().getServices()),
                limit("quota.instances", request.getQuota().getInstances()));
        return described(() -> NamespacePatch.whole(request.getDescription(), quota));
    }

    /** What the request names. */
    public static NamespacePatch patch(PatchNamespaceRequest request) {
        Edit<Integer> services =
                request.hasServices() ? Edit.to(limit("services", request.getServices())) : Edit.keep();
        Edit<Integer> instances =
                request.hasInstances() ? Edit.to(limit("instances", request.getInstances())) : Edit.keep();
        Edit<String> description = request.hasDescription() ? Edit.to(request.getDescription()) : Edit.keep();
        return described(() -> new NamespacePatch(description, services, instances));
    }

    private static NamespacePatch described(Supplier<NamespacePatch> maker) {
        return NamespaceReader.lawful(ErrorCode.INVALID_REQUEST, "description", maker);
    }

    private static int limit(String place, int limit) {
        if (limit < 0 || limit > Quota.MAX) { // below 0: above 2^31 - 1
            throw Places.fault(ErrorCode.INVALID_REQUEST, "must be at most " + Quota.MAX, place);
        }
        return limit;
    }

    /** A request, not yet named, that says what the patch does. */
    public static PatchNamespaceRequest.Builder toMessage(String name, NamespacePatch patch) {
        PatchNamespaceRequest.Builder request =
                PatchNamespaceRequest.newBuilder().setNamespace(name);
        if (!(patch.description() instanceof Edit.Keep)) {
            request.setDescription(patch.applyTo(""));
        }
        Quota limits = patch.applyTo(Quota.UNLIMITED);
        if (!(patch.services() instanceof Edit.Keep)) {
            request.setServices(limits.services());
        }
        if (!(patch.instances() instanceof Edit.Keep)) {
            request.setInstances(limits.instances());
        }
        return request;
    }

    public static io.maregistry.proto.v1.Quota toMessage(Quota quota) {
        return io.maregistry.proto.v1.Quota.newBuilder()
                .setServices(quota.services())
                .setInstances(quota.instances())
                .build();
    }

    /** The quota in a message that was written by the registry. */
    public static Quota quota(io.maregistry.proto.v1.Quota quota) {
        return new Quota(quota.getServices(), quota.getInstances());
    }
}
