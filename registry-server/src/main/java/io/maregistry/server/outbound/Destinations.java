package io.maregistry.server.outbound;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.error.Causes;
import io.maregistry.server.outbound.OutboundException.Reason;
import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds where a host is and judges it. Literal addresses are taken as they are; names are looked up by at most 8 threads,
 * one lookup a name at a time, and kept for 30 s, or 5 s where the lookup failed. While a name that was known waits for a
 * thread it means what it meant, for 5 minutes at most, so names that take long do not hold up the others. Every call is
 * judged, also one that is answered from what was kept.
 *
 * <p>Of several addresses the first lawful one is taken. Any thread; never blocks.
 */
public final class Destinations implements AutoCloseable {

    static final int MAX_WAITING = 1_024;
    static final int MAX_KEPT = 10_000;
    private static final int THREADS = 8;
    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long FAILURE_KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long OLD_USED_NANOS = TimeUnit.MINUTES.toNanos(5);

    private final Lookup lookup;
    private final AddressRules rules;
    private final LongSupplier nanoTime;
    private final ThreadPoolExecutor threads;

    @GuardedBy("this")
    private final Map<String, Lookedup> kept = new LinkedHashMap<>(16, 0.75f, true); // least recently used first

    /**
     * Looks nothing up yet.
     *
     * @param nanoTime monotonic, for how long names are kept
     */
    public Destinations(Lookup lookup, AddressRules rules, LongSupplier nanoTime) {
        this.lookup = lookup;
        this.rules = rules;
        this.nanoTime = nanoTime;
        AtomicInteger number = new AtomicInteger();
        this.threads = new ThreadPoolExecutor(
                THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "outbound-dns-" + number.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The address of {@code host}, a DNS name or an address without brackets, judged. Fails with {@link OutboundException}:
     * FORBIDDEN, UNKNOWN_HOST, or LOCAL where too many names wait.
     *
     * @param waiting is told while the name waits for a thread
     */
    CompletionStage<Destination> of(String host, int port, Waiting waiting) {
        byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(host);
        return literal == null
                ? addresses(host, waiting).thenApply(addresses -> judged(host, addresses, port))
                : CompletableFuture.completedFuture(List.of(address(literal)))
                        .thenApply(addresses -> judged(host, addresses, port));
    }

    private static InetAddress address(byte[] literal) {
        try {
            return InetAddress.getByAddress(literal);
        } catch (UnknownHostException wrongLength) {
            throw new IllegalStateException("a literal has 4 or 16 bytes, not " + literal.length, wrongLength);
        }
    }

    private Destination judged(String host, List<InetAddress> addresses, int port) {
        Optional<InetAddress> lawful = addresses.stream()
                .filter(address -> rules.refusal(address).isEmpty())
                .findFirst();
        return new Destination(host, lawful.orElseThrow(() -> refused(host, addresses.get(0))), port);
    }

    private OutboundException refused(String host, InetAddress address) {
        String text = address.getHostAddress();
        String named = host.equals(text) ? text : host + " is " + text + ", which";
        return new OutboundException(
                Reason.FORBIDDEN,
                named + " is " + rules.refusal(address).orElse("not lawful") + "; nothing is asked there");
    }

    private synchronized CompletableFuture<List<InetAddress>> addresses(String host, Waiting waiting) {
        long now = nanoTime.getAsLong();
        Lookedup known = kept.get(host);
        if (known == null || !known.isFresh(now)) {
            Lookedup asked = new Lookedup(now, known == null ? null : known.newestGood());
            try {
                threads.execute(() -> lookUp(host, asked));
            } catch (RejectedExecutionException full) {
                return known != null && known.mayStillBeUsed(now) ? known.addresses : refusedAsBusy(full);
            }
            keep(host, asked);
            known = asked;
        }
        return inUse(known, now, waiting);
    }

    private static CompletableFuture<List<InetAddress>> refusedAsBusy(RejectedExecutionException full) {
        return CompletableFuture.failedFuture(
                new OutboundException(Reason.LOCAL, "too many names wait to be looked up on this node", full));
    }

    /** What is known where it has to wait for a thread; else what is being looked up or was. */
    private CompletableFuture<List<InetAddress>> inUse(Lookedup asked, long now, Waiting waiting) {
        if (asked.begun.isDone() || threads.getQueue().isEmpty()) { // a thread that is idle takes it at once
            return asked.addresses;
        }
        Lookedup old = asked.before;
        if (old != null && old.mayStillBeUsed(now)) {
            return old.addresses;
        }
        waiting.begins();
        var unused = asked.begun.thenRun(waiting::ends);
        return asked.addresses;
    }

    @GuardedBy("this")
    private void keep(String host, Lookedup asked) {
        kept.put(host, asked);
        if (kept.size() > MAX_KEPT) {
            kept.remove(kept.keySet().iterator().next());
        }
    }

    private void lookUp(String host, Lookedup asked) {
        CompletableFuture<List<InetAddress>> addresses = asked.addresses;
        asked.begun.complete(true);
        try {
            addresses.complete(List.copyOf(lookup.addresses(host)));
        } catch (UnknownHostException unknown) {
            addresses.completeExceptionally(
                    new OutboundException(Reason.UNKNOWN_HOST, "no address is known for " + host, unknown));
        } catch (RuntimeException failed) { // whatever a resolver of the machine throws; the caller is told
            addresses.completeExceptionally(
                    new OutboundException(Reason.UNKNOWN_HOST, "looking up " + host + " failed: " + failed, failed));
        }
    }

    /** How many names are kept or being looked up. */
    synchronized int kept() {
        return kept.size();
    }

    /** Looks up no more; what waits is told so. */
    @Override
    public void close() {
        threads.shutdown();
        List<Lookedup> open;
        synchronized (this) {
            open = List.copyOf(kept.values());
        }
        OutboundException stopping = new OutboundException(Reason.LOCAL, "this node is being stopped");
        open.forEach(lookedup -> lookedup.addresses.completeExceptionally(stopping));
        threads.shutdownNow(); // only now, so that who is interrupted answers nobody
    }

    /** What a stage of this package failed with. */
    static OutboundException failure(Throwable thrown) {
        Throwable cause = Causes.of(thrown);
        return cause instanceof OutboundException told
                ? told
                : new OutboundException(Reason.FAILED, String.valueOf(cause.getMessage()), cause);
    }

    /** A name that was asked for at that time. */
    private static final class Lookedup {

        private final CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        private final CompletableFuture<Boolean> begun = new CompletableFuture<>(); // a thread has taken it
        private final long askedNanos;
        private final @Nullable Lookedup before; // the newest that brought addresses; has none before it

        Lookedup(long askedNanos, @Nullable Lookedup before) {
            this.askedNanos = askedNanos;
            this.before = before;
        }

        boolean isFresh(long now) {
            return !addresses.isDone() || now - askedNanos < (isGood() ? KEPT_NANOS : FAILURE_KEPT_NANOS);
        }

        boolean mayStillBeUsed(long now) {
            return isGood() && now - askedNanos < OLD_USED_NANOS;
        }

        /** What a lookup after this one falls back on; a failure that is newer ends that. */
        @Nullable
        Lookedup newestGood() {
            return isGood() ? new Lookedup(this) : null;
        }

        private Lookedup(Lookedup done) {
            this(done.askedNanos, null);
            addresses.complete(done.addresses.join());
        }

        private boolean isGood() {
            return addresses.isDone() && !addresses.isCompletedExceptionally();
        }
    }
}
