package io.maregistry.client.internal.view;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.Service;
import io.maregistry.proto.v1.WatchChange;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is known of one service. Any thread; {@link #list()} is one volatile read. */
final class KnownService {

    private final ServiceName name;
    private final Lineages lineages;
    private final Consumer<KnownService> published; // told of each new list, with the lock held: must not block

    private volatile @Nullable ServiceList list; // only ever replaced

    @GuardedBy("this")
    private String lineage = ""; // of the list

    @GuardedBy("this")
    private @Nullable Kept kept; // from disk, until there is a list

    @GuardedBy("this")
    private long confirmedNanos; // when a node said last that the list is the newest that it knows

    @GuardedBy("this")
    private CompletableFuture<ServiceList> first = new CompletableFuture<>();

    KnownService(
            ServiceName name, Lineages lineages, @Nullable Kept kept, long nowNanos, Consumer<KnownService> published) {
        this.name = name;
        this.lineages = lineages;
        this.kept = kept;
        this.confirmedNanos = nowNanos;
        this.published = published;
    }

    /** A list with the line of revisions that it belongs to. */
    record Kept(String lineage, ServiceList list) {}

    ServiceName name() {
        return name;
    }

    /** The newest list; null before the first one. */
    @Nullable
    ServiceList list() {
        return list;
    }

    /** Done with the first list, or with why the service cannot be watched. */
    synchronized CompletableFuture<ServiceList> first() {
        return first.copy();
    }

    /** The same for those who neither complete nor keep it: whoever gives up waiting leaves nothing behind. */
    synchronized CompletableFuture<ServiceList> shared() {
        return first;
    }

    /** The newest list with its line; null before the first one. */
    synchronized @Nullable Kept toKeep() {
        ServiceList now = list;
        return now == null ? null : new Kept(lineage, now);
    }

    /**
     * A node told the whole list. Within one line of revisions it counts where it is newer; of another line, where the view
     * goes on to that ({@link Lineages}).
     *
     * @param replaces true where it counts even if its revision is below that of the list, as after a reset
     * @return false where it is of a line that the view has left
     */
    synchronized boolean state(Lineages.Origin origin, Service told, boolean replaces) {
        if (!lineages.takesIn(origin)) { // asked under the lock, so that what follows on it comes later
            return false;
        }
        String toldLineage = origin.lineage();
        Kept known = known();
        if (known == null || replaces || !known.lineage().equals(toldLineage)) {
            publish(new Kept(toldLineage, Fold.list(name, told)));
        } else if (told.getRevision() < known.list().revision()) {
            publish(known); // the node is behind: what is known is newer
        } else if (told.getRevision() > known.list().revision() || known.list().isStale()) {
            publish(new Kept(toldLineage, Fold.list(name, told)));
        }
        return true;
    }

    /**
     * A node told what changed, all of one revision.
     *
     * @return false where that does not lead on from the list, which has to be asked for anew
     */
    synchronized boolean changes(List<WatchChange> told) {
        ServiceList now = list;
        ServiceList after = now == null ? null : Fold.after(now, told);
        if (after == null) {
            return false;
        }
        publish(new Kept(lineage, after));
        return true;
    }

    /** A node says that the list is the newest. */
    synchronized void confirm(long nowNanos) {
        confirmedNanos = nowNanos;
        ServiceList now = list;
        if (now != null && now.isStale()) {
            publish(new Kept(lineage, new ServiceList(name, now.revision(), now.instances(), false)));
        }
    }

    /** Labels the list stale where nothing has been heard of it for that long. */
    synchronized void checkAge(long nowNanos, long staleAfterNanos) {
        ServiceList now = list;
        if (now != null && !now.isStale() && nowNanos - confirmedNanos >= staleAfterNanos) {
            publish(new Kept(lineage, new ServiceList(name, now.revision(), now.instances(), true)));
        }
    }

    /** No node answers: the list from disk has to do, where there is one and no list yet. */
    synchronized void fallBack() {
        Kept copy = kept;
        if (list == null && copy != null) {
            publish(copy);
        }
    }

    /** Tells those who wait for the first list that it cannot be had; who asks again waits anew. */
    void fail(RuntimeException why) {
        CompletableFuture<ServiceList> waiting;
        synchronized (this) {
            waiting = first;
            if (list == null) {
                first = new CompletableFuture<>();
            }
        }
        waiting.completeExceptionally(why);
    }

    @GuardedBy("this")
    private @Nullable Kept known() {
        ServiceList now = list;
        return now == null ? kept : new Kept(lineage, now);
    }

    @SuppressWarnings("ReferenceEquality") // the same list is the same object; comparing long ones takes long
    @GuardedBy("this")
    private void publish(Kept next) {
        if (next.list() != list) {
            lineage = next.lineage();
            list = next.list();
            kept = null;
            published.accept(this);
        }
        first.complete(next.list());
    }

    @Override
    public String toString() {
        return name.key();
    }
}
