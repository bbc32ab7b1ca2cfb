package io.maregistry.client;

import io.maregistry.client.internal.Required;
import io.maregistry.client.internal.routing.Router;
import io.maregistry.client.internal.transport.RegistryCall;
import io.maregistry.client.spi.Namespace;
import io.maregistry.error.Causes;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.Quota;
import io.maregistry.proto.v1.DeleteNamespaceRequest;
import io.maregistry.proto.v1.GetNamespaceRequest;
import io.maregistry.proto.v1.ListNamespacesReply;
import io.maregistry.proto.v1.ListNamespacesRequest;
import io.maregistry.proto.v1.PatchNamespaceRequest;
import io.maregistry.proto.v1.PutNamespaceRequest;
import io.maregistry.wire.NamespaceMessages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * Namespaces: tenants that do not see each other. One is there as soon as somebody created it or something is in it. Faults and
 * threads as those of {@link RegistryClient}.
 */
public final class Namespaces {

    private static final int PAGE = 1_000;

    private final Router router;
    private final Duration callTimeout;

    Namespaces(Router router, Duration callTimeout) {
        this.router = router;
        this.callTimeout = callTimeout;
    }

    /**
     * The namespaces whose names begin so, in the order of their names: {@code public}, those that somebody created, and those
     * in which there is something.
     */
    public List<Namespace> list(String prefix) {
        return Waiting.on(listAsync(prefix), callTimeout);
    }

    /** {@link #list} without blocking. */
    public CompletionStage<List<Namespace>> listAsync(String prefix) {
        return page(Required.required("prefix", prefix), "", new ArrayList<>());
    }

    private CompletionStage<List<Namespace>> page(String prefix, String after, List<Namespace> found) {
        ListNamespacesRequest.Builder request = ListNamespacesRequest.newBuilder()
                .setPrefix(prefix)
                .setLimit(PAGE)
                .setAfter(after);
        return router.read(
                        RegistryCall.LIST_NAMESPACES,
                        options -> request.setRead(options).build())
                .thenCompose(reply -> next(prefix, reply, found));
    }

    private CompletionStage<List<Namespace>> next(String prefix, ListNamespacesReply reply, List<Namespace> found) {
        reply.getNamespacesList().forEach(message -> found.add(namespace(message)));
        return reply.getNext().isEmpty()
                ? CompletableFuture.completedStage(List.copyOf(found))
                : page(prefix, reply.getNext(), found);
    }

    private static Namespace namespace(io.maregistry.proto.v1.Namespace message) {
        return new Namespace(
                message.getNamespace(),
                message.getDescription(),
                NamespaceMessages.quota(message.getQuota()),
                message.getRevision(),
                new Namespace.Listed(message.getServices(), message.getInstances(), message.getGroupsList()));
    }

    /** The namespace, not older than what this client has seen; empty where there is none. */
    public Optional<Namespace> get(String name) {
        return Waiting.on(getAsync(name), callTimeout);
    }

    /** {@link #get} without blocking. */
    public CompletionStage<Optional<Namespace>> getAsync(String name) {
        GetNamespaceRequest.Builder request = GetNamespaceRequest.newBuilder().setNamespace(Arguments.namespace(name));
        return router.read(
                        RegistryCall.GET_NAMESPACE,
                        options -> request.setRead(options).build())
                .thenApply(reply -> Optional.of(namespace(reply.getNamespace())))
                .exceptionallyCompose(failure -> whereThereIsNone(failure, Optional.empty()));
    }

    private static <T> CompletionStage<T> whereThereIsNone(Throwable failure, T answer) {
        Throwable cause = Causes.of(failure);
        return cause instanceof RegistryException known && known.code() == ErrorCode.NO_SUCH_NAMESPACE
                ? CompletableFuture.completedStage(answer)
                : CompletableFuture.failedStage(cause);
    }

    /** Creates the namespace, or takes description and quota from the one that is there; gives it as it is now. */
    public Namespace put(String name) {
        return put(name, "", Quota.UNLIMITED);
    }

    /**
     * Creates the namespace, or has the one that is there that description and quota; gives it as it is now. What is listed
     * already when a quota becomes lower stays.
     */
    public Namespace put(String name, String description, Quota quota) {
        return Waiting.on(putAsync(name, description, quota), callTimeout);
    }

    /** {@link #put(String, String, Quota)} without blocking. */
    public CompletionStage<Namespace> putAsync(String name, String description, Quota quota) {
        PutNamespaceRequest.Builder request = PutNamespaceRequest.newBuilder()
                .setNamespace(Arguments.namespace(name))
                .setDescription(Arguments.description(description))
                .setQuota(NamespaceMessages.toMessage(Required.required("quota", quota)));
        return router.write(
                        RegistryCall.PUT_NAMESPACE,
                        id -> request.setRequestId(id).build())
                .thenApply(reply -> namespace(reply.getNamespace()));
    }

    /**
     * Changes of the namespace what {@code patch} names; gives it as it is now.
     *
     * @throws RegistryException.NotFound where there is none
     */
    public Namespace patch(String name, NamespacePatch patch) {
        return Waiting.on(patchAsync(name, patch), callTimeout);
    }

    /** {@link #patch} without blocking. */
    public CompletionStage<Namespace> patchAsync(String name, NamespacePatch patch) {
        PatchNamespaceRequest.Builder request =
                NamespaceMessages.toMessage(Arguments.namespace(name), Required.required("patch", patch));
        return router.write(
                        RegistryCall.PATCH_NAMESPACE,
                        id -> request.setRequestId(id).build())
                .thenApply(reply -> namespace(reply.getNamespace()));
    }

    /**
     * Takes the namespace away; says whether it was there. {@code public} stays in any case.
     *
     * @throws RegistryException.Conflict where something is in it
     */
    public boolean delete(String name) {
        return Waiting.on(deleteAsync(name), callTimeout);
    }

    /** {@link #delete} without blocking. */
    public CompletionStage<Boolean> deleteAsync(String name) {
        return delete(DeleteNamespaceRequest.newBuilder().setNamespace(Arguments.namespace(name)));
    }

    /**
     * Takes the namespace away and all that is in it, in one step: instances, routings, configuration items. Clients that go on
     * renewing register again, and it is there again by that, unless {@code namespaces.strict} is set.
     */
    public boolean deleteWithAllInIt(String name) {
        return Waiting.on(deleteWithAllInItAsync(name), callTimeout);
    }

    /** {@link #deleteWithAllInIt} without blocking. */
    public CompletionStage<Boolean> deleteWithAllInItAsync(String name) {
        String lawful = Arguments.namespace(name);
        return delete(DeleteNamespaceRequest.newBuilder()
                .setNamespace(lawful)
                .setForce(true)
                .setConfirm(lawful));
    }

    private CompletionStage<Boolean> delete(DeleteNamespaceRequest.Builder request) {
        return router.write(
                        RegistryCall.DELETE_NAMESPACE,
                        id -> request.setRequestId(id).build())
                .thenApply(reply -> true)
                .exceptionallyCompose(failure -> whereThereIsNone(failure, false));
    }
}
