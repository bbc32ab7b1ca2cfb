package io.maregistry.server.state;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.RequestId;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Take the calls off instances that stay listed for now, or give them back. Idempotent. All that it changes is one change of the
 * service, whose watchers hear of it before anything is removed; see {@code docs/design/drain.md}.
 *
 * @param request names the write where the client wants to repeat it safely; null where it does not
 * @param ids of one service, at least one; those that are not listed are told of, and refused where it is all of them
 * @param generations of each of them, {@link Content#NO_GENERATION} where it is not compared: a later start of the instance
 *     counts as not listed, so that who stops late does not drain who took its place; empty = none is compared
 * @param draining false where the instances shall get calls again
 */
public record Drain(
        @Nullable RequestId request,
        ServiceName service,
        List<InstanceId> ids,
        List<Long> generations,
        boolean draining)
        implements Command {

    public Drain {
        ids = List.copyOf(ids);
        generations = List.copyOf(generations);
        if (ids.isEmpty()) {
            throw new IllegalArgumentException("a drain must name an instance");
        }
        if (!generations.isEmpty() && generations.size() != ids.size()) {
            throw new IllegalArgumentException("a drain must name a generation of each instance or of none");
        }
    }

    /** Of whichever start of the instances. */
    public Drain(@Nullable RequestId request, ServiceName service, List<InstanceId> ids, boolean draining) {
        this(request, service, ids, List.of(), draining);
    }

    @Override
    public Outcome applyTo(Working state) {
        ServiceView view = state.services().get(service);
        List<InstanceId> absent = absentFrom(view);
        if (view == null || absent.size() == ids.size()) {
            return Outcome.Rejected.of(
                    state.revision(), Outcome.Rejected.Reason.NO_SUCH_INSTANCE, "the service has no such instance");
        }
        List<Listed> others = differing(view);
        if (others.isEmpty()) {
            return new Outcome.Drained(state.revision(), 0, absent);
        }
        long revision = state.nextRevision();
        List<Instance> changed = new ArrayList<>(others.size());
        for (Listed listed : others) {
            Instance after = listed.instance().withDraining(draining, revision);
            state.services().replace(service, listed.with(after));
            changed.add(after);
        }
        state.changed(service, revision, Change.Action.HEALTH, Change.Cause.DRAIN, changed);
        return new Outcome.Drained(revision, changed.size(), absent);
    }

    /** The named ones that are not listed, in the order in which they are named. */
    List<InstanceId> absentFrom(@Nullable ServiceView view) {
        return IntStream.range(0, ids.size())
                .filter(at -> view == null || named(view, at) == null)
                .mapToObj(ids::get)
                .toList();
    }

    /** The listed one that the id at that place names; null where there is none, or a later start of it. */
    private @Nullable Listed named(ServiceView view, int at) {
        Listed listed = view.find(ids.get(at));
        long generation = generations.isEmpty() ? Content.NO_GENERATION : generations.get(at);
        boolean isLater = listed != null
                && generation != Content.NO_GENERATION
                && listed.instance().content().generation() > generation;
        return isLater ? null : listed;
    }

    /** The listed ones that are not yet as they shall be, each once, in the order in which they are named. */
    private List<Listed> differing(ServiceView view) {
        Set<Listed> found = new LinkedHashSet<>();
        for (int at = 0; at < ids.size(); at++) {
            Listed listed = named(view, at);
            if (listed != null && listed.instance().operator().draining() != draining) {
                found.add(listed);
            }
        }
        return List.copyOf(found);
    }
}
