package io.maregistry.client;

import io.maregistry.client.internal.routing.Router;
import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.RenewalMode;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.proto.v1.PatchInstanceReply;
import io.maregistry.proto.v1.PatchInstanceRequest;
import io.maregistry.proto.v1.PatchServiceRequest;
import io.maregistry.proto.v1.RenewItem;
import io.maregistry.wire.InstanceMessages;
import io.maregistry.wire.KeyMessages;
import io.maregistry.wire.PatchWriter;
import io.maregistry.wire.RenewalMessages;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletionStage;

/** Changes what is said of listed instances, whoever registered them, and of services. Any thread; nothing blocks. */
final class Changing {

    private final Router calls;
    private final Duration callTimeout;

    Changing(Router calls, Duration callTimeout) {
        this.calls = calls;
        this.callTimeout = callTimeout;
    }

    Duration callTimeout() {
        return callTimeout;
    }

    /** Changes what the patch names; where a revision is given, only an instance whose last change that was. */
    CompletionStage<PatchedInstance> patch(
            ServiceName service, InstanceId id, InstancePatch patch, OptionalLong revision) {
        PatchInstanceRequest.Builder request = PatchInstanceRequest.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .setId(id.url())
                .setMergePatch(PatchWriter.json(patch));
        revision.ifPresent(request::setOnlyAtRevision);
        return calls.patch(request, callTimeout).thenApply(Changing::patched);
    }

    /** The same of a service, by the revision of what operators wanted of it last; 0 = of one of which they want nothing. */
    CompletionStage<PatchedService> patch(ServiceName service, ServicePatch patch, OptionalLong revision) {
        PatchServiceRequest.Builder request = PatchServiceRequest.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .setMergePatch(PatchWriter.json(patch));
        revision.ifPresent(request::setOnlyAtRevision);
        return calls.patch(request, callTimeout)
                .thenApply(reply -> new PatchedService(reply.getChanged(), reply.getRevision()));
    }

    private static PatchedInstance patched(PatchInstanceReply reply) {
        return new PatchedInstance(
                reply.getChanged(),
                reply.getRevision(),
                reply.hasInstance() ? Optional.of(InstanceMessages.listed(reply.getInstance())) : Optional.empty());
    }

    /** Tells the instance's metrics, which renews it; says whether it is listed. */
    CompletionStage<Boolean> tell(ServiceName service, InstanceId id, Metrics metrics) {
        RenewItem item = RenewItem.newBuilder()
                .setService(KeyMessages.toMessage(service))
                .setId(id.url())
                .build();
        RenewItem telling = RenewalMessages.toMessage(item, RenewalMode.METRICS_UPDATE, Parameters.empty(), metrics);
        return calls.renew(List.of(telling), callTimeout)
                .thenApply(reply -> reply.getRequireReregisterCount() > 0 && !reply.getRequireReregister(0));
    }
}
