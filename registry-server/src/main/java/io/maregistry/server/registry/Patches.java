package io.maregistry.server.registry;

import io.maregistry.model.InstanceId;
import io.maregistry.model.InstancePatch;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import io.maregistry.model.ServicePatch;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.Outcome;
import io.maregistry.server.state.PatchInstance;
import io.maregistry.server.state.PatchService;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Changes what operators want changed of listed instances and of services. Any thread; nothing blocks.
 *
 * <p>Stages fail as those of {@link Registrations} do, with {@code NotFound} where the instance is not listed, or where the
 * service's namespace must be created first, with {@code Conflict} where what is to be patched is at another revision, and
 * with {@code InvalidRequest} where it would break a rule or a limit.
 */
public final class Patches {

    private final Proposer proposer;
    private final Discovery discovery;
    private final PatchInstance.Room room;

    /** {@code room} is what an instance, or the metadata of a service, may hold where a patch adds to it. */
    public Patches(Proposer proposer, Discovery discovery, PatchInstance.Room room) {
        this.proposer = proposer;
        this.discovery = discovery;
        this.room = room;
    }

    /**
     * What is to be patched.
     *
     * @param onlyAtRevision the revision of its last change; {@link PatchInstance#ANY_REVISION} = whatever it is
     */
    public record Target(ServiceName service, InstanceId id, long onlyAtRevision) {}

    /**
     * What an operator wants changed of a service.
     *
     * @param onlyAtRevision the revision of its rules, 0 = it must have none; {@link PatchInstance#ANY_REVISION} = whatever
     */
    public record Ruling(ServiceName service, long onlyAtRevision, ServicePatch patch) {}

    /** Changes of the service what its patch names; the service need not list anything. */
    public CompletionStage<Written<Outcome.Patched>> patch(Ruling ruling, @Nullable RequestId request) {
        discovery.requireReady();
        return propose(new PatchService(request, ruling.service(), ruling.onlyAtRevision(), ruling.patch(), room));
    }

    /** Changes of the target what {@code patch} names. */
    public CompletionStage<Written<Outcome.Patched>> patch(
            Target target, InstancePatch patch, @Nullable RequestId request) {
        discovery.requireReady();
        return propose(new PatchInstance(request, target.service(), target.id(), target.onlyAtRevision(), patch, room));
    }

    private CompletionStage<Written<Outcome.Patched>> propose(Command command) {
        return proposer.propose(command)
                .thenApply(committed ->
                        new Written<>(Accepted.of(committed, Outcome.Patched.class), committed.isAppliedHere()));
    }
}
