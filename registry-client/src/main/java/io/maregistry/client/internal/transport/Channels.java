package io.maregistry.client.internal.transport;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.grpc.ConnectivityState;
import io.grpc.ManagedChannel;
import io.maregistry.client.spi.Endpoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One channel for each node that is called. Any thread. No channel is used under the lock: whatever is done to one may run
 * the callbacks of other calls on the same thread, and those take locks of their own.
 */
final class Channels {

    private final Function<Endpoint, ManagedChannel> connect;

    @GuardedBy("this")
    private final Map<Endpoint, ManagedChannel> channels = new HashMap<>();

    private final Set<ManagedChannel> leaving = ConcurrentHashMap.newKeySet();

    @GuardedBy("this")
    private boolean isClosed;

    Channels(Function<Endpoint, ManagedChannel> connect) {
        this.connect = connect;
    }

    /** The channel to that node; throws {@link CallFailure} where the client is closed, or nobody can be called so. */
    ManagedChannel to(Endpoint node) {
        ManagedChannel known = known(node);
        ManagedChannel channel = known == null ? connected(node) : known;
        if (channel.getState(false) == ConnectivityState.TRANSIENT_FAILURE) {
            channel.resetConnectBackoff(); // when to try again is decided in routing
        }
        return channel;
    }

    private synchronized @Nullable ManagedChannel known(Endpoint node) {
        if (isClosed) {
            throw Failures.closed();
        }
        return channels.get(node);
    }

    private ManagedChannel connected(Endpoint node) {
        ManagedChannel made = connectOrFail(node);
        ManagedChannel kept = keep(node, made);
        if (kept == null || !kept.equals(made)) {
            made.shutdownNow(); // another thread came first
        }
        if (kept == null) {
            throw Failures.closed();
        }
        return kept;
    }

    private ManagedChannel connectOrFail(Endpoint node) {
        try {
            return connect.apply(node);
        } catch (RuntimeException unfit) { // grpc-java takes no host with an underscore, for one
            throw Failures.notCallable(node, unfit);
        }
    }

    /** The channel that counts from now on; null where none does any more. */
    private synchronized @Nullable ManagedChannel keep(Endpoint node, ManagedChannel made) {
        if (isClosed) {
            return null;
        }
        ManagedChannel other = channels.putIfAbsent(node, made);
        return other == null ? made : other;
    }

    /** Shuts the channels to all other nodes; calls that are under way there are finished. */
    void keepOnly(Set<Endpoint> nodes) {
        takeAllBut(nodes).forEach(ManagedChannel::shutdown);
        leaving.removeIf(ManagedChannel::isTerminated);
    }

    private synchronized List<ManagedChannel> takeAllBut(Set<Endpoint> nodes) {
        List<ManagedChannel> taken = new ArrayList<>();
        Iterator<Map.Entry<Endpoint, ManagedChannel>> all = channels.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Endpoint, ManagedChannel> each = all.next();
            if (!nodes.contains(each.getKey())) {
                all.remove();
                taken.add(each.getValue());
            }
        }
        leaving.addAll(taken);
        return taken;
    }

    /** All that there are; none is made from now on. Empty when it was asked before. */
    synchronized List<ManagedChannel> takeAll() {
        isClosed = true;
        List<ManagedChannel> all = new ArrayList<>(channels.values());
        all.addAll(leaving);
        channels.clear();
        leaving.clear();
        return all;
    }
}
