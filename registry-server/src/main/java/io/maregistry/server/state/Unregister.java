package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Take an instance off the list. Idempotent: one that is not listed is not an error. Below the stored generation nothing
 * is removed, since a later start of the instance is listed. Its generation is left behind for a while.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param generation of the process that asks; {@link Content#NO_GENERATION} = not compared
 */
public record Unregister(@Nullable RequestId request, ServiceName service, InstanceId id, long generation)
        implements Command {

    public Unregister {
        if (generation != Content.NO_GENERATION) {
            Content.checkGeneration(generation);
        }
    }

    @Override
    public Outcome applyTo(Working state) {
        ServiceView view = state.services().get(service);
        Listed listed = view == null ? null : view.find(id);
        if (listed == null) {
            return new Outcome.Unregistered(state.revision(), Optional.empty());
        }
        long stored = state.storedGeneration(service, id, listed);
        if (generation != Content.NO_GENERATION && generation < stored) {
            return new Outcome.Unregistered(state.revision(), Optional.empty());
        }
        long revision = state.nextRevision();
        state.services().remove(service, listed);
        long left = Math.max(stored, generation);
        if (left != Content.NO_GENERATION) {
            state.leaveGeneration(service, id, left);
        }
        state.changed(service, revision, Change.Action.REMOVED, Change.Cause.UNREGISTER, listed.instance());
        return new Outcome.Unregistered(revision, Optional.of(listed.instance()));
    }
}
