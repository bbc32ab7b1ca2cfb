package io.maregistry.server.check;

import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks each instance at its times, and judges what comes back. At most {@code concurrency} probes are under way; where more
 * are due, those wait that became due last. An instance is asked again only when its last probe has ended. One host holds a
 * tenth of the places at most, so that one that swallows questions does not take them from the others.
 *
 * <p>One thread calls {@link #follow} and {@link #turn}; results come from any and wait for the next turn.
 */
final class Rounds {

    static final long REFRESH_MILLIS = 60_000;
    private static final long POSTPONED_MILLIS = 1_000;
    private static final int HOST_PART = 10;
    private static final int HOST_LEAST = 8; // where a tenth would be next to nothing

    private final Probing probing;
    private final VerdictListener listener;
    private final LongSupplier nanoTime;
    private final int concurrency;
    private final Map<Long, Followed> followed = new HashMap<>();
    private final Timetable<Followed> due = new Timetable<>();
    private final Map<String, Integer> byHost = new HashMap<>(); // of those under way, each above 0
    private final Queue<Ended> ended = new ConcurrentLinkedQueue<>(); // at most one for each probe under way
    private int underWay; // <= concurrency; those that are followed no longer count until they end

    /** {@code nanoTime} is monotonic. */
    Rounds(Probing probing, VerdictListener listener, LongSupplier nanoTime, int concurrency) {
        this.probing = probing;
        this.listener = listener;
        this.nanoTime = nanoTime;
        this.concurrency = concurrency;
    }

    /** Asks those of {@code plan} from now on and nobody else; who is asked already in the same way keeps his times. */
    void follow(Collection<Checked> plan) {
        Map<Long, Checked> wanted = new HashMap<>();
        plan.forEach(checked -> wanted.put(checked.handle(), checked));
        for (Iterator<Followed> all = followed.values().iterator(); all.hasNext(); ) {
            Followed one = all.next();
            Checked next = wanted.get(one.checked.handle());
            if (next == null || !next.asksLike(one.checked)) {
                one.drop(due);
                all.remove();
            }
        }
        for (Checked checked : wanted.values()) {
            Followed one = followed.get(checked.handle());
            if (one == null) {
                followed.put(checked.handle(), begin(checked));
            } else {
                one.stands(checked.standing());
            }
        }
    }

    private Followed begin(Checked checked) {
        Followed one = new Followed(checked, nowMillis());
        one.enter(due, nowMillis() + Rhythm.firstMillis(checked.handle(), one.intervalMillis()));
        return one;
    }

    /** Takes in what has come, then begins what is due. */
    void turn() {
        for (Ended one = ended.poll(); one != null; one = ended.poll()) {
            underWay--;
            byHost.computeIfPresent(one.of.host(), (host, count) -> count == 1 ? null : count - 1);
            if (!one.of.isDropped) {
                judge(one.of, one.result);
            }
        }
        long now = nowMillis();
        while (underWay < concurrency) {
            Followed next = due.takeDue(now);
            if (next == null) {
                return;
            }
            if (byHost.getOrDefault(next.host(), 0) < Math.max(concurrency / HOST_PART, HOST_LEAST)) {
                probe(next, now);
            } else {
                next.enter(due, now + POSTPONED_MILLIS);
            }
        }
    }

    private void probe(Followed next, long now) {
        underWay++;
        byHost.merge(next.host(), 1, Integer::sum);
        try {
            CompletableFuture<ProbeResult> probe = probing.probe(new Question(next.host(), next.checked.check()))
                    .toCompletableFuture();
            next.begins(now, probe);
            var unused = probe.whenComplete((result, failure) ->
                    ended.add(failure == null ? new Ended(next, result) : Ended.inFault(next, failure)));
        } catch (RuntimeException fault) { // of a probe; neither its place nor its instance may get lost
            next.begins(now, CompletableFuture.completedFuture(null));
            ended.add(Ended.inFault(next, fault));
        }
    }

    private void judge(Followed one, ProbeResult result) {
        Judge before = one.judge;
        one.judge = before.after(result);
        long now = nowMillis();
        one.enter(due, Math.max(now, one.nextMillis()));
        boolean hasChanged = before.verdict() != one.judge.verdict();
        boolean isOld = now - one.toldMillis >= REFRESH_MILLIS && confirms(one.judge.verdict(), result);
        if (hasChanged || isOld) {
            one.toldMillis = now;
            listener.judged(one.checked, one.judge.verdict(), result);
        }
    }

    /** A result that speaks against the verdict is no evidence for it. */
    private static boolean confirms(Verdict verdict, ProbeResult result) {
        return switch (verdict) {
            case OPEN -> false;
            case GOOD -> result instanceof ProbeResult.Good;
            case FAILING -> result instanceof ProbeResult.Bad;
        };
    }

    private long nowMillis() {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong());
    }

    /** How many probes are under way. */
    int underWay() {
        return underWay;
    }

    /** How many instances are asked. */
    int size() {
        return followed.size();
    }

    private record Ended(Followed of, ProbeResult result) {

        static Ended inFault(Followed of, Throwable fault) {
            return new Ended(of, new ProbeResult.Unasked(String.valueOf(fault)));
        }
    }

    /** One instance while it is asked. */
    private static final class Followed {

        private final Checked checked;
        private Judge judge;
        private long turns;
        private long begunMillis;
        private long toldMillis;
        private Timetable.@Nullable Entry<Followed> entry; // null while a probe is under way
        private @Nullable CompletableFuture<?> probe;
        private boolean isDropped;

        Followed(Checked checked, long nowMillis) {
            this.checked = checked;
            this.judge = Judge.of(checked.check().pace(), checked.standing());
            this.toldMillis = nowMillis;
        }

        void enter(Timetable<Followed> due, long dueMillis) {
            entry = due.add(this, dueMillis);
        }

        String host() {
            return checked.host();
        }

        /** A verdict that is another one than ours is told again by the next result: ours has got lost, or is not there yet. */
        void stands(Verdict standing) {
            if (standing != judge.verdict()) {
                toldMillis = Long.MIN_VALUE / 2;
            }
        }

        void begins(long nowMillis, CompletableFuture<?> begun) {
            entry = null;
            probe = begun;
            begunMillis = nowMillis;
            turns++;
        }

        void drop(Timetable<Followed> due) {
            isDropped = true;
            if (entry != null) {
                due.remove(entry);
            } else if (probe != null) {
                probe.cancel(false); // its place is free at the next turn
            }
        }

        long nextMillis() {
            return begunMillis + Rhythm.nextMillis(checked.handle(), turns, intervalMillis());
        }

        long intervalMillis() {
            return checked.check().pace().intervalMillis();
        }
    }
}
