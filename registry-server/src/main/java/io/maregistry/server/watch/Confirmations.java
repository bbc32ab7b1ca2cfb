package io.maregistry.server.watch;

import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Root;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What the watchers of this node have confirmed, and the questions about it that are open. Those are looked at again whenever
 * somebody confirms, leaves, or has something to be told; while none is open nothing is looked at.
 *
 * <p>Public methods may be called by any thread; what they do is done on the watch thread, behind all that was asked for before.
 */
public final class Confirmations {

    private static final int MOST_OPEN = 1_000;

    private final Executor thread;
    private final Supplier<Root> told;
    private final Function<ServiceName, Collection<Subscription>> subscriptions;
    private final Polls polls;
    private final Map<String, Subscription> byName = new ConcurrentHashMap<>();
    private final List<Inquiry> open = new ArrayList<>();
    private volatile boolean isAsked; // whether any is open
    private final AtomicBoolean isLookDue = new AtomicBoolean();

    /**
     * @param thread the watch thread
     * @param told the state that all subscriptions have, or have waiting
     * @param subscriptions those that hear of a service; asked on the watch thread
     */
    Confirmations(
            Executor thread,
            Supplier<Root> told,
            Function<ServiceName, Collection<Subscription>> subscriptions,
            Polls polls) {
        this.thread = thread;
        this.told = told;
        this.subscriptions = subscriptions;
        this.polls = polls;
    }

    /**
     * Asks who watches the service, and is answered once all of them know it as it was at that point, which this node need not
     * have reached yet. Whoever asks says when that has taken too long, by {@link #end}. Where {@value #MOST_OPEN} questions are open,
     * it is answered with what is known now.
     */
    public Inquiry ask(ServiceName service, ResumeToken point) {
        Inquiry inquiry = new Inquiry(service, point);
        thread.execute(() -> {
            if (open.size() >= MOST_OPEN) {
                inquiry.answer().complete(count(service, needed(inquiry), false));
                return;
            }
            open.add(inquiry);
            isAsked = true; // before the first look, so that whoever confirms meanwhile has another one made
            look();
        });
        return inquiry;
    }

    /** Has the question answered with what is known now; of no effect where it has its answer. */
    public void end(Inquiry inquiry) {
        thread.execute(() -> {
            open.remove(inquiry);
            isAsked = !open.isEmpty();
            inquiry.answer().complete(count(inquiry.service(), needed(inquiry), false));
        });
    }

    /** Who watches the service, and what each knows, as it is now; never fails. */
    public CompletableFuture<Confirmed> list(ServiceName service) {
        CompletableFuture<Confirmed> answer = new CompletableFuture<>();
        thread.execute(() -> {
            Root now = told.get();
            answer.complete(count(service, now.revisionOf(now.service(service)), true));
        });
        return answer;
    }

    /** What that subscriber was told up to that revision it has taken in. */
    public void confirm(Subscription subscription, long revision) {
        if (subscription.confirm(revision)) {
            lookSoon();
        }
    }

    /** Looks once for all that happens until then: each look counts all watchers of what is asked about. */
    void lookSoon() {
        if (isAsked && isLookDue.compareAndSet(false, true)) {
            thread.execute(() -> {
                isLookDue.set(false); // before the look: what happens during it has another one made
                look();
            });
        }
    }

    /** Likewise for the watcher of that name; false where there is none that said it would tell. */
    public boolean confirm(String watch, long revision) {
        Subscription subscription = byName.get(watch);
        Watcher watcher = subscription == null ? null : subscription.watcher();
        if (subscription == null || watcher == null || !watcher.acknowledges()) {
            return false;
        }
        confirm(subscription, revision);
        return true;
    }

    /** A connection asks, and waits, for what comes after that point in the service. */
    public void pollAsks(String address, ServiceName service, ResumeToken known) {
        thread.execute(() -> {
            polls.asks(address, service, known);
            lookSoon();
        });
    }

    /** It is answered, and remembered for a minute from now. */
    public void pollIsAnswered(String address, ServiceName service) {
        thread.execute(() -> polls.answered(address, service));
    }

    /** The connection is closed: nobody polls there any more. */
    public void pollsAreGone(String address) {
        thread.execute(() -> {
            polls.gone(address);
            lookSoon();
        });
    }

    void opened(Subscription subscription) {
        Watcher watcher = subscription.watcher();
        if (watcher != null) {
            byName.put(watcher.name(), subscription);
        }
    }

    void closed(Subscription subscription) {
        Watcher watcher = subscription.watcher();
        if (watcher != null) {
            byName.remove(watcher.name(), subscription);
        }
    }

    /** Looks at all open questions anew; on the watch thread. */
    void look() {
        if (isAsked) {
            open.removeIf(this::isAnswered);
            isAsked = !open.isEmpty();
        }
    }

    private boolean isAnswered(Inquiry inquiry) {
        if (inquiry.answer().isDone()) { // by whoever waits no longer
            return true;
        }
        if (!isReached(inquiry.point())) {
            return false;
        }
        Confirmed now = count(inquiry.service(), needed(inquiry), false);
        return now.confirmed() == now.watchers() && inquiry.answer().complete(now);
    }

    private boolean isReached(ResumeToken point) {
        Root now = told.get();
        return now.scalars().lineage() == point.lineage() && now.scalars().revision() >= point.revision();
    }

    /** Who knows the service's last change knows all of it, however far the registry has moved on. */
    private long needed(Inquiry inquiry) {
        Root now = told.get();
        return isReached(inquiry.point())
                ? Math.min(inquiry.point().revision(), now.revisionOf(now.service(inquiry.service())))
                : Long.MAX_VALUE; // before it is told nobody knows it
    }

    private Confirmed count(ServiceName service, long needed, boolean namesAll) {
        Root now = told.get();
        Counting counting = new Counting(needed, namesAll);
        for (Subscription one : subscriptions.apply(service)) {
            Watcher watcher = one.watcher();
            if (watcher != null) {
                counting.add(watcher.name(), watcher.address(), one.confirmedAt(now));
            }
        }
        polls.forEach(
                service, now.scalars().lineage(), (address, revision) -> counting.add(Polls.NAME, address, revision));
        return counting.result(now.scalars().revision());
    }

    /** One look at all watchers of a service. */
    private static final class Counting {
        private final long needed;
        private final boolean namesAll;
        private final List<Confirmed.Seen> seen = new ArrayList<>();
        private int watchers;
        private int confirmed;

        Counting(long needed, boolean namesAll) {
            this.needed = needed;
            this.namesAll = namesAll;
        }

        void add(String name, String address, long revision) {
            watchers++;
            boolean knows = revision >= needed;
            confirmed += knows ? 1 : 0;
            if ((!knows || namesAll) && seen.size() < Confirmed.MAX_SEEN) {
                seen.add(new Confirmed.Seen(name, address, revision));
            }
        }

        Confirmed result(long revision) {
            return new Confirmed(revision, watchers, confirmed, seen);
        }
    }
}
