package io.maregistry.server.registry;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Unregister;
import io.maregistry.server.state.UnregisterAll;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Puts instances on the list and takes them off. Any thread; nothing blocks.
 *
 * <p>Stages fail as {@link Proposer#propose} does, and with {@code Conflict} where the state machine refuses; a request
 * whose outcome is forgotten fails with {@code Indeterminate}.
 */
public final class Registrations {

    private static final int RENEWALS_PER_TTL = 4;

    private final Proposer proposer;
    private final Discovery discovery;
    private final long minTtlMillis;

    /**
     * How often an instance with that lease should renew: three renewals may be lost before it counts as silent. The
     * settings are as its service has them.
     */
    public static long renewEveryMillis(Lease lease, Settings settings) {
        return settings.ttlMillis(lease) / RENEWALS_PER_TTL;
    }

    /** {@code minTtlMillis} is the shortest ttl that an instance may name. */
    public Registrations(Proposer proposer, Discovery discovery, long minTtlMillis) {
        this.proposer = proposer;
        this.discovery = discovery;
        this.minTtlMillis = minTtlMillis;
    }

    /**
     * An instance as a client registers it.
     *
     * @param isEnabled whether it gets calls; counts where it is new
     */
    public record Registrant(ServiceName service, InstanceId id, Content content, boolean isEnabled) {}

    /** Lists the instance; {@code InvalidRequest} where its ttl is too short. */
    public CompletionStage<Written<Outcome.Registered>> register(Registrant registrant, @Nullable RequestId request) {
        checkTtl(registrant.content().lease());
        return propose(command(registrant, request), Outcome.Registered.class);
    }

    /**
     * Takes the instance off the list, if it is on it.
     *
     * @param generation of the process that asks; {@link Content#NO_GENERATION} = not compared
     */
    public CompletionStage<Written<Outcome.Unregistered>> unregister(
            ServiceName service, InstanceId id, long generation, @Nullable RequestId request) {
        return propose(new Unregister(request, service, id, generation), Outcome.Unregistered.class);
    }

    /** Takes every instance of the namespace off the list, in one step. */
    public CompletionStage<Written<Outcome.Cleared>> unregisterAll(String namespace, @Nullable RequestId request) {
        return propose(new UnregisterAll(request, namespace), Outcome.Cleared.class);
    }

    private <O extends Outcome> CompletionStage<Written<O>> propose(Command command, Class<O> expected) {
        discovery.requireReady();
        return proposer.propose(command)
                .thenApply(committed -> new Written<>(Accepted.of(committed, expected), committed.isAppliedHere()));
    }

    private static Register command(Registrant registrant, @Nullable RequestId request) {
        return new Register(
                request, registrant.service(), registrant.id(), registrant.content(), registrant.isEnabled());
    }

    private void checkTtl(Lease lease) {
        if (lease.ttlMillis() != Lease.UNSET && lease.ttlMillis() < minTtlMillis) {
            throw new RegistryException.InvalidRequest(
                    ErrorCode.INVALID_INSTANCE,
                    "ttlMs must be at least " + minTtlMillis + ", was " + lease.ttlMillis());
        }
    }
}
