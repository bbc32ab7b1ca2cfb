package io.maregistry.server.check;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.model.CheckState;
import io.maregistry.server.replication.Proposer;
import io.maregistry.server.state.CheckVerdicts;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers what was found into commands: one under way at a time, so that nothing older overtakes, of each instance the newest
 * only. What the state knows already is left out. A command that failed is told again, half a second later, together with what
 * came meanwhile: verdicts may be told twice. At most one verdict waits for each instance that this node asks or asked.
 *
 * <p>Any thread.
 */
final class Verdicts implements VerdictListener {

    private static final Logger LOG = LoggerFactory.getLogger(Verdicts.class);
    private static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Proposer proposer;
    private final LongSupplier nanoTime;

    @GuardedBy("this")
    private final Map<Long, CheckVerdicts.Found> waiting = new LinkedHashMap<>(); // by handle

    @GuardedBy("this")
    private long forgotten; // how often

    @GuardedBy("this")
    private boolean isUnderWay;

    @GuardedBy("this")
    private boolean hasFailed; // the last one

    @GuardedBy("this")
    private long failedNanos; // where it has

    /** {@code nanoTime} is monotonic. */
    Verdicts(Proposer proposer, LongSupplier nanoTime) {
        this.proposer = proposer;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void judged(Checked checked, Verdict verdict, ProbeResult last) {
        waiting.remove(checked.handle()); // so that it stands in the order of what is newest
        waiting.put(checked.handle(), found(checked, verdict, last));
    }

    private static CheckVerdicts.Found found(Checked checked, Verdict verdict, ProbeResult last) {
        CheckState.Verdict reached = verdict == Verdict.GOOD ? CheckState.Verdict.GOOD : CheckState.Verdict.FAILING;
        return new CheckVerdicts.Found(
                checked.handle(), checked.check(), reached, last.evidence(), last.latencyMillis());
    }

    /** Proposes what waits, as far as one command holds it and {@code isNews}; the rest goes with the next call. */
    void tell(Predicate<CheckVerdicts.Found> isNews) {
        long era = era();
        List<CheckVerdicts.Found> items = take(isNews);
        if (items.isEmpty()) {
            return;
        }
        try {
            var unused = proposer.proposeOwn(new CheckVerdicts(items))
                    .whenComplete((done, failure) -> ended(items, failure, era));
        } catch (RuntimeException fault) { // of whoever proposes: the verdicts must not get lost, nor be the last ones
            ended(items, fault, era);
            throw fault;
        }
    }

    private synchronized long era() {
        return forgotten;
    }

    private synchronized List<CheckVerdicts.Found> take(Predicate<CheckVerdicts.Found> isNews) {
        List<CheckVerdicts.Found> items = new ArrayList<>();
        if (isUnderWay || (hasFailed && nanoTime.getAsLong() - failedNanos < AGAIN_NANOS)) {
            return items;
        }
        for (Iterator<CheckVerdicts.Found> all = waiting.values().iterator();
                all.hasNext() && items.size() < CheckVerdicts.MAX_ITEMS; ) {
            CheckVerdicts.Found found = all.next();
            all.remove();
            if (isNews.test(found)) {
                items.add(found);
            }
        }
        isUnderWay = !items.isEmpty();
        return items;
    }

    private synchronized void ended(List<CheckVerdicts.Found> items, @Nullable Throwable failure, long era) {
        isUnderWay = false;
        hasFailed = failure != null;
        if (failure != null) {
            failedNanos = nanoTime.getAsLong();
            LOG.debug("{} verdicts are told once more: {}", items.size(), failure.toString());
            if (era == forgotten) {
                items.forEach(found -> waiting.putIfAbsent(found.handle(), found));
            }
        }
    }

    /** Tells nobody what waits: this node asks no more, and what others find meanwhile is newer. */
    synchronized void forget() {
        waiting.clear();
        forgotten++;
    }

    /** How many wait to be told. */
    synchronized int waiting() {
        return waiting.size();
    }
}
