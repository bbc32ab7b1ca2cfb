package io.maregistry.server.state;

import io.maregistry.model.ConfigName;
import io.maregistry.model.Instance;
import io.maregistry.model.Member;
import io.maregistry.model.ServiceName;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Builds a state from the rows of a snapshot, in any order but this: the {@link #service} row of a service comes behind
 * all its instances, since it gives the service the counters that it keeps. The caller compares {@link Root#hash()} of the
 * result with the hash in the snapshot.
 *
 * <p>One thread. Rows that contradict each other are an {@link IllegalArgumentException}.
 */
public final class StateBuilder {

    private static final Comparator<Remembered> IN_ORDER = Comparator.<Remembered>comparingLong(
                    one -> one.entry.revision())
            .thenComparingInt(one -> one.entry.place());

    private final Working state = new Working();
    private final List<Remembered> history = new ArrayList<>();

    private record Remembered(ServiceName service, HistoryEntry entry) {}

    public StateBuilder scalars(Scalars scalars) {
        state.resume(scalars);
        return this;
    }

    public StateBuilder settings(Settings settings) {
        state.configure(settings);
        return this;
    }

    /** A service with its counters; no instance of it may follow. */
    public StateBuilder service(ServiceName name, long revision, long version) {
        state.services().stamp(name, revision, version);
        return this;
    }

    /** An instance under the handle that the snapshot gives it. */
    public StateBuilder instance(ServiceName name, long handle, Instance instance, LiveNumbers numbers) {
        ServiceView service = state.services().get(name);
        if (service != null && service.version() > 0) {
            throw new IllegalArgumentException("instance " + instance.id() + " comes behind its service " + name);
        }
        if (state.services().stay(handle) != null || service != null && service.find(instance.id()) != null) {
            throw new IllegalArgumentException(
                    "handle " + handle + " or instance " + instance.id() + " is there twice in " + name);
        }
        state.services().add(name, handle, instance, numbers);
        return this;
    }

    public StateBuilder request(RememberedRequest request) {
        state.requests().remember(request);
        return this;
    }

    public StateBuilder generation(LeftGeneration left) {
        state.generations().leave(left);
        return this;
    }

    public StateBuilder member(Member member) {
        state.members().put(member);
        return this;
    }

    public StateBuilder protection(Protection protection) {
        state.protections().put(protection);
        return this;
    }

    public StateBuilder loss(Loss loss) {
        state.losses().add(loss);
        return this;
    }

    /** A namespace, a routing or another item, each of which the snapshot has once. */
    public StateBuilder item(Item item) {
        if (state.items().of(item.kind()).get(item.key()) != null) {
            throw new IllegalArgumentException(item.kind() + " " + item.key() + " is there twice");
        }
        state.items().put(item);
        return this;
    }

    /** A line of the version history of its service. */
    public StateBuilder release(KeptRelease release) {
        state.services().releases().put(release);
        return this;
    }

    /** Something that happened to an instance of that service. */
    public StateBuilder history(ServiceName service, HistoryEntry entry) {
        history.add(new Remembered(service, entry));
        return this;
    }

    /** A version of a configuration item, behind its older ones. */
    public StateBuilder config(ConfigName name, ConfigVersion version) {
        state.configs().add(name, version);
        return this;
    }

    /** No configuration item of which nothing is known was changed behind that revision. */
    public StateBuilder configFloor(long revision) {
        state.configs().raiseFloor(revision);
        return this;
    }

    /** The state as it stood at that place of the log. */
    public RegistryState build(Position position) {
        history.sort(IN_ORDER);
        history.forEach(
                one -> state.services().history().add(state.services().serviceFor(one.service), List.of(one.entry)));
        history.clear();
        return new RegistryState(state, position);
    }
}
