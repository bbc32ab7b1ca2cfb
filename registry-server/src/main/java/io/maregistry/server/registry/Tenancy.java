package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.NamespacePatch;
import io.maregistry.model.RequestId;
import io.maregistry.model.Routing;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.DeleteNamespace;
import io.maregistry.server.state.Namespace;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PutNamespace;
import io.maregistry.server.state.SetRouting;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Namespaces, and which groups of services get their calls. Any thread; nothing blocks.
 *
 * <p>Stages fail as those of {@link Registrations} do, with {@code NotFound} (NO_SUCH_NAMESPACE) where there is no such
 * namespace and with {@code Conflict} where something is in it (NOT_EMPTY) or there are too many (QUOTA_EXCEEDED).
 */
public final class Tenancy {

    private final Proposer proposer;
    private final Discovery discovery;

    public Tenancy(Proposer proposer, Discovery discovery) {
        this.proposer = proposer;
        this.discovery = discovery;
    }

    /**
     * What became of a write.
     *
     * @param kind what it changed; empty where it was told of once more
     * @param namespace as it is kept; empty where the write was told of once more, and it is gone since
     */
    public record Done(
            long revision,
            Optional<Outcome.Namespaced.Kind> kind,
            Optional<Namespace> namespace,
            boolean isAppliedHere) {}

    /** Creates the namespace, or makes of the one that is there what {@code patch} says. */
    public CompletionStage<Done> create(String name, NamespacePatch patch, @Nullable RequestId request) {
        return put(new PutNamespace(request, name, patch, true));
    }

    /** Changes of a namespace that is there what {@code patch} names. */
    public CompletionStage<Done> patch(String name, NamespacePatch patch, @Nullable RequestId request) {
        return put(new PutNamespace(request, name, patch, false));
    }

    private CompletionStage<Done> put(PutNamespace command) {
        discovery.requireReady();
        return proposer.propose(command).thenApply(committed -> {
            Outcome outcome = Accepted.of(committed, Outcome.class);
            if (outcome instanceof Outcome.Namespaced namespaced) {
                return new Done(
                        namespaced.revision(),
                        Optional.of(namespaced.kind()),
                        Optional.of(namespaced.namespace()),
                        committed.isAppliedHere());
            }
            Outcome.Done repeated = Accepted.of(committed, Outcome.Done.class);
            return new Done(
                    repeated.revision(),
                    Optional.empty(),
                    Optional.ofNullable(discovery.unchecked().namespaces().get(command.name())),
                    committed.isAppliedHere());
        });
    }

    /**
     * Takes the namespace away.
     *
     * @param force whether what is in it goes with it
     * @param confirm with {@code force} the name once more, so that nobody says so of another one by mistake
     */
    public CompletionStage<Written<Outcome.Done>> delete(
            String name, boolean force, @Nullable String confirm, @Nullable RequestId request) {
        if (name.equals(ServiceName.DEFAULT_NAMESPACE)) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST, "namespace " + name + " cannot be deleted");
        }
        if (force && !name.equals(confirm)) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_REQUEST,
                    "force takes away all that is in the namespace; say so by confirm=" + name);
        }
        return write(new DeleteNamespace(request, name, force));
    }

    /** Has these groups of the service get its calls; null = the default group alone. */
    public CompletionStage<Written<Outcome.Done>> route(
            String namespace, String service, @Nullable Routing routing, @Nullable RequestId request) {
        return write(new SetRouting(request, namespace, service, routing));
    }

    private CompletionStage<Written<Outcome.Done>> write(Command command) {
        discovery.requireReady();
        return proposer.propose(command)
                .thenApply(committed ->
                        new Written<>(Accepted.of(committed, Outcome.Done.class), committed.isAppliedHere()));
    }
}
