package io.maregistry.server.watch;

import io.maregistry.error.RegistryException;
import io.maregistry.model.ConfigName;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.Item;
import io.maregistry.server.state.ItemChange;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceChange;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * All subscriptions of this node. {@link #applied} and {@link #replaced} belong to the applying thread, the others to any; the
 * work itself is done by an executor that runs one task at a time, in order.
 */
public final class Watches {

    private final WatchLimits limits;
    private final Executor thread;
    private final AtomicInteger waiting = new AtomicInteger(); // changes in the inbox
    private final AtomicReference<@Nullable Batch> behind = new AtomicReference<>(); // begun anew from, soon
    private final AtomicInteger open = new AtomicInteger();

    /**
     * A root and its place in the order of applying. Its index does not tell that: in hash mode each leader counts its own.
     */
    private record Batch(Root root, long number) {}

    // of the applying thread
    private long batches;
    private long sentLineage;
    private long sentRevision;

    // of the watch thread
    private final ChangeRing ring;
    private final Map<Subject, Set<Subscription>> bySubject = new HashMap<>();
    private final Map<String, Set<Subscription>> byNamespace = new HashMap<>();
    private final RoutedScopes routed = new RoutedScopes();
    private volatile Root distributed;
    private long distributedNumber;
    private final Confirmations confirmations;

    /**
     * No subscriptions yet.
     *
     * @param first the state before the first call of {@link #applied}
     * @param thread runs tasks one at a time, in the order in which they are given
     */
    public Watches(WatchLimits limits, Root first, Executor thread) {
        this.limits = limits;
        this.thread = thread;
        this.distributed = first;
        this.sentLineage = first.scalars().lineage();
        this.sentRevision = first.scalars().revision();
        this.ring = new ChangeRing(limits.ring(), limits.ringBytes(), sentRevision);
        this.confirmations = new Confirmations(
                thread, () -> distributed, this::hearing, new Polls(limits.subscriptions(), System::nanoTime));
    }

    /**
     * Takes what one batch of entries changed. Never blocks; where the watch thread is far behind, the single changes are
     * let go and all subscriptions begin anew.
     *
     * @param root the state after it
     * @param restored whether everything was replaced
     */
    public void applied(Root root, List<Change> changes, boolean restored) {
        long lineage = root.scalars().lineage();
        long revision = root.scalars().revision();
        if (!restored && lineage == sentLineage && revision == sentRevision) {
            return; // a tick of the clock
        }
        Batch batch = new Batch(root, ++batches);
        boolean isOtherLineage = lineage != sentLineage;
        sentLineage = lineage;
        sentRevision = revision;
        if (isOtherLineage) {
            thread.execute(() -> beginAnew(batch, WatchEvent.Cause.LINEAGE));
        } else if (restored) {
            thread.execute(() -> beginAnew(batch, WatchEvent.Cause.RESTORED));
        } else if (waiting.get() > limits.ring()) {
            fallBehind(batch);
        } else {
            waiting.addAndGet(changes.size());
            thread.execute(() -> distribute(batch, changes));
        }
    }

    /**
     * Takes that another state took the place of the last one. Where it goes on from there, the subscribers of what changed
     * are told the lists of that, and the others nothing; else all begin anew. Never blocks.
     *
     * @param root the state of now
     * @param subjects those that it holds at other revisions than the last one did
     */
    public void replaced(Root root, Set<Subject> subjects) {
        long revision = root.scalars().revision();
        if (root.scalars().lineage() != sentLineage || revision < sentRevision) {
            applied(root, List.of(), true);
        } else if (revision > sentRevision) {
            Batch batch = new Batch(root, ++batches);
            sentRevision = revision;
            if (waiting.get() > limits.ring()) {
                fallBehind(batch);
            } else {
                waiting.addAndGet(subjects.size());
                thread.execute(() -> leap(batch, subjects));
            }
        }
    }

    /** One task begins anew for however many batches come before it runs. */
    private void fallBehind(Batch batch) {
        if (behind.getAndSet(batch) == null) {
            thread.execute(() -> {
                Batch newest = behind.getAndSet(null);
                if (newest != null) {
                    beginAnew(newest, WatchEvent.Cause.COMPACTED);
                }
            });
        }
    }

    /**
     * Opens a subscription; end it with {@link #close(Subscription)}.
     *
     * @param ready called when something waits in it, on the watch thread; must not block
     * @throws RegistryException.Overloaded where there are too many already
     */
    public Subscription open(Scope scope, From from, Runnable ready) {
        return open(scope, from, null, ready);
    }

    /** The same for somebody whose confirmations count; see {@link #confirmations}. */
    public Subscription open(Scope scope, From from, @Nullable Watcher watcher, Runnable ready) {
        if (open.incrementAndGet() > limits.subscriptions()) {
            open.decrementAndGet();
            throw new RegistryException.Overloaded("more than " + limits.subscriptions() + " watches on this node", 1);
        }
        Subscription subscription = new Subscription(scope, limits, watcher, ready);
        thread.execute(() -> begin(subscription, from));
        return subscription;
    }

    /** What those who watch have confirmed. */
    public Confirmations confirmations() {
        return confirmations;
    }

    /** Ends a subscription that {@link #open} gave, once. */
    public void close(Subscription subscription) {
        open.decrementAndGet();
        thread.execute(() -> forget(subscription));
    }

    /** Has that called on the watch thread behind all that was asked for before. */
    public void afterwards(Runnable then) {
        thread.execute(then);
    }

    /** How many subscriptions are open. */
    public int size() {
        return open.get();
    }

    /** The point up to which that subscriber has been told everything; null where something waits for it. */
    public @Nullable ResumeToken progress(Subscription subscription) {
        Root upTo = distributed; // first, so that what comes meanwhile is found to be waiting
        return subscription.hasTold(upTo)
                ? new ResumeToken(upTo.scalars().lineage(), upTo.scalars().revision())
                : null;
    }

    private void beginAnew(Batch batch, WatchEvent.Cause cause) {
        if (isOld(batch)) {
            return;
        }
        Root root = batch.root;
        ring.restart(root.scalars().revision());
        distributed = root;
        distributedNumber = batch.number;
        Set<Subscription> all = Collections.newSetFromMap(new IdentityHashMap<>());
        bySubject.values().forEach(all::addAll);
        byNamespace.values().forEach(all::addAll);
        routed.all().forEach(all::addAll);
        all.forEach(one -> one.restart(root, cause));
        confirmations.look();
    }

    private void distribute(Batch batch, List<Change> changes) {
        Root root = batch.root;
        if (isOld(batch)) {
            waiting.addAndGet(-changes.size());
            return;
        }
        Map<Subscription, List<RecordedChange>> concerned = new HashMap<>();
        for (Change change : changes) {
            RecordedChange recorded = recorded(change);
            if (recorded != null) {
                ring.add(recorded);
                gather(recorded, concerned);
            }
        }
        waiting.addAndGet(-changes.size());
        concerned.forEach((subscription, news) -> subscription.add(root, news));
        routed.tell(changes, root);
        distributed = root; // after all have what belongs to it: see progress
        distributedNumber = batch.number;
        confirmations.look();
    }

    /** Null where nobody can watch what changed. */
    private static @Nullable RecordedChange recorded(Change change) {
        if (change instanceof ServiceChange ofService) {
            return RecordedChange.of(ofService);
        }
        ItemChange ofItem = (ItemChange) change;
        return ofItem.kind() == Item.Kind.CONFIG ? RecordedChange.of(ConfigName.ofKey(ofItem.key()), ofItem) : null;
    }

    private void leap(Batch batch, Set<Subject> subjects) {
        waiting.addAndGet(-subjects.size());
        if (isOld(batch)) {
            return;
        }
        Root root = batch.root;
        Map<Subscription, List<Leap>> concerned = new HashMap<>();
        subjects.stream()
                .map(subject -> Leap.to(root, subject))
                .sorted(Comparator.comparingLong(Leap::revision))
                .forEach(leap -> {
                    ring.add(leap);
                    gather(leap, concerned);
                });
        concerned.forEach((subscription, leaps) -> subscription.addWhole(root, subjects(leaps)));
        routed.tellWhatMoved(distributed, root);
        distributed = root; // after all have what belongs to it: see progress
        distributedNumber = batch.number;
        confirmations.look();
    }

    /** Where a task began anew with a root that was newer than its own place in the queue, what lies before it is told. */
    private boolean isOld(Batch batch) {
        return batch.number < distributedNumber;
    }

    private <E extends RingEntry> void gather(E entry, Map<Subscription, List<E>> concerned) {
        gather(bySubject.get(entry.subject()), entry, concerned);
        if (entry.subject() instanceof Subject.OfService service) {
            gather(byNamespace.get(service.name().namespace()), entry, concerned);
        }
    }

    private static <E extends RingEntry> void gather(
            @Nullable Set<Subscription> subscriptions, E entry, Map<Subscription, List<E>> concerned) {
        if (subscriptions == null) {
            return;
        }
        for (Subscription subscription : subscriptions) {
            if (subscription.scope().covers(entry.subject())) {
                concerned
                        .computeIfAbsent(subscription, first -> new ArrayList<>())
                        .add(entry);
            }
        }
    }

    private void begin(Subscription subscription, From from) {
        index(subscription);
        confirmations.opened(subscription);
        Root now = distributed;
        if (from instanceof From.Beginning) {
            subscription.begin(now);
        } else if (from instanceof From.Now) {
            subscription.knows(now.scalars().revision());
        } else if (from instanceof From.After after) {
            goOn(subscription, after.point(), now);
        } else if (from instanceof From.Anew anew) {
            subscription.restart(now, anew.cause());
        }
        subscription.opened();
    }

    private void goOn(Subscription subscription, ResumeToken point, Root now) {
        if (point.lineage() != now.scalars().lineage()) {
            subscription.restart(now, WatchEvent.Cause.LINEAGE);
        } else if (point.revision() > now.scalars().revision()) {
            subscription.skipTo(point.revision());
        } else if (subscription.scope() instanceof Scope.Routed scope) {
            RoutedScopes.tellWhatMoved(point.revision(), now, subscription, scope);
        } else if (ring.reachesBackTo(point.revision())) {
            subscription.knows(point.revision());
            tellMissed(subscription, ring.after(point.revision(), subscription.scope()), now);
        } else {
            subscription.restart(now, WatchEvent.Cause.COMPACTED);
        }
    }

    /** One by one where all of it is known one by one. */
    private static void tellMissed(Subscription subscription, List<RingEntry> missed, Root now) {
        List<RecordedChange> changes = missed.stream()
                .filter(RecordedChange.class::isInstance)
                .map(RecordedChange.class::cast)
                .toList();
        if (changes.size() < missed.size()) {
            subscription.addWhole(now, subjects(missed));
        } else if (!changes.isEmpty()) {
            subscription.add(now, changes);
        }
    }

    private static List<Subject> subjects(List<? extends RingEntry> entries) {
        return entries.stream().map(RingEntry::subject).toList();
    }

    private void index(Subscription subscription) {
        if (subscription.scope() instanceof Scope.Named named) {
            named.subjects()
                    .forEach(subject -> bySubject
                            .computeIfAbsent(subject, first -> new LinkedHashSet<>())
                            .add(subscription));
        } else if (subscription.scope() instanceof Scope.Space space) {
            byNamespace
                    .computeIfAbsent(space.namespace(), first -> new LinkedHashSet<>())
                    .add(subscription);
        } else if (subscription.scope() instanceof Scope.Routed scope) {
            routed.add(subscription, scope);
        }
    }

    private void forget(Subscription subscription) {
        if (subscription.scope() instanceof Scope.Named named) {
            named.subjects().forEach(subject -> remove(bySubject, subject, subscription));
        } else if (subscription.scope() instanceof Scope.Space space) {
            remove(byNamespace, space.namespace(), subscription);
        } else if (subscription.scope() instanceof Scope.Routed scope) {
            routed.remove(subscription, scope);
        }
        confirmations.closed(subscription);
        confirmations.lookSoon();
    }

    /** The subscriptions that hear of the service. */
    private List<Subscription> hearing(ServiceName service) {
        List<Subscription> hearing = new ArrayList<>(bySubject.getOrDefault(new Subject.OfService(service), Set.of()));
        for (Subscription ofSpace : byNamespace.getOrDefault(service.namespace(), Set.of())) {
            if (ofSpace.scope().covers(new Subject.OfService(service))) {
                hearing.add(ofSpace);
            }
        }
        hearing.addAll(routed.reading(service));
        return hearing;
    }

    private static <K> void remove(Map<K, Set<Subscription>> index, K key, Subscription subscription) {
        Set<Subscription> there = index.get(key);
        if (there != null && there.remove(subscription) && there.isEmpty()) {
            index.remove(key);
        }
    }
}
