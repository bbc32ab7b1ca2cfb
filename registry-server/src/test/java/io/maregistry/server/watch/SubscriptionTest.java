package io.maregistry.server.watch;

import static io.maregistry.server.watch.Line.register;
import static io.maregistry.server.watch.Line.unregister;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.error.RegistryException;
import io.maregistry.model.ResumeToken;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Change;
import io.maregistry.server.state.ServiceChange;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SubscriptionTest {

    private static final WatchLimits WIDE = new WatchLimits(1_000, 1 << 20, 100, 1 << 20, 2);

    private final Line line = new Line();
    private final AtomicInteger wakes = new AtomicInteger();

    @Test
    void beginsWithTheListOfEachServiceAndOnlyTheLastIsAResumePoint() {
        Node node = node(WIDE);
        line.apply(register("a.A", 1), register("b.B", 1));
        node.catchUp();

        List<WatchEvent> events =
                drain(node.watches().open(named("a.A", "unknown.X"), new From.Beginning(), this::wake));

        assertThat(events).hasSize(2);
        WatchEvent.State first = (WatchEvent.State) events.get(0);
        assertThat(first.service()).isEqualTo(ServiceName.of("a.A"));
        assertThat(first.reason()).isEqualTo(WatchEvent.Reason.START);
        assertThat(first.point()).isNull();
        WatchEvent.State last = (WatchEvent.State) events.get(1);
        assertThat(last.root().service(last.service())).isNull();
        assertThat(last.point()).isEqualTo(new ResumeToken(0, 2));
    }

    @Test
    void emptyNamespaceIsToldByItsRevision() {
        Node node = node(WIDE);

        Subscription subscription =
                node.watches().open(new Scope.Space("nowhere", null), new From.Beginning(), this::wake);

        assertThat(drain(subscription)).containsExactly(new WatchEvent.Progress(new ResumeToken(0, 0)));
    }

    @Test
    void isWokenOnceUntilItFoundNothing() {
        Node node = node(WIDE);
        Subscription subscription = node.watches().open(named("a.A"), new From.Now(), this::wake);
        line.apply(register("a.A", 1));
        line.apply(register("a.A", 2));
        line.apply(register("b.B", 3));
        node.catchUp();
        assertThat(wakes).hasValue(1);

        assertThat(drain(subscription)).hasSize(2);
        line.apply(register("a.A", 4));
        node.catchUp();

        assertThat(wakes).hasValue(2);
    }

    @Test
    void tooManyChangesBecomeOneListOfEachServiceConcerned() {
        Node node = node(new WatchLimits(1_000, 1 << 20, 3, 1 << 20, 2));
        Subscription subscription = node.watches().open(named("a.A", "b.B", "c.C"), new From.Now(), this::wake);
        line.apply(register("a.A", 1));
        line.apply(register("b.B", 1));
        line.apply(register("a.A", 2));
        line.apply(register("a.A", 3));
        line.apply(unregister("a.A", 1));
        node.catchUp();

        List<WatchEvent> events = drain(subscription);

        assertThat(events)
                .extracting(event -> ((WatchEvent.State) event).service().name())
                .containsExactly("a.A", "b.B");
        WatchEvent.State list = (WatchEvent.State) events.get(0);
        assertThat(list.reason()).isEqualTo(WatchEvent.Reason.COLLAPSED);
        assertThat(list.root().service(list.service()))
                .isNotNull()
                .extracting(ServiceView::size)
                .isEqualTo(2);
        line.apply(register("c.C", 1));
        node.catchUp();
        assertThat(drain(subscription)).singleElement().isInstanceOf(WatchEvent.Changed.class);
    }

    @Test
    void changesThatAreTooBigCollapseToo() {
        Node node = node(new WatchLimits(1_000, 1 << 20, 100, 1_000, 2));
        Subscription subscription = node.watches().open(named("a.A"), new From.Now(), this::wake);
        for (int port = 1; port <= 10; port++) {
            line.apply(register("a.A", port));
        }
        node.catchUp();

        assertThat(drain(subscription)).singleElement().isInstanceOf(WatchEvent.State.class);
    }

    @Test
    void resumePointBehindTheRingResets() {
        Node node = node(new WatchLimits(2, 1 << 20, 100, 1 << 20, 2));
        for (int port = 1; port <= 5; port++) {
            line.apply(register("a.A", port));
        }
        node.catchUp();

        List<WatchEvent> inside = drain(node.watches().open(named("a.A"), after(0, 3), this::wake));
        List<WatchEvent> behind = drain(node.watches().open(named("a.A"), after(0, 2), this::wake));

        assertThat(inside).extracting(SubscriptionTest::revision).containsExactly(4L, 5L);
        assertThat(behind.get(0)).isEqualTo(new WatchEvent.Reset(0, 5, WatchEvent.Cause.COMPACTED));
        assertThat(((WatchEvent.State) behind.get(1)).reason()).isEqualTo(WatchEvent.Reason.RESET);
    }

    @Test
    void resumePointOfAnotherLineageResets() {
        Node node = node(WIDE);
        line.apply(register("a.A", 1));
        node.catchUp();

        List<WatchEvent> events = drain(node.watches().open(named("a.A"), after(7, 1), this::wake));

        assertThat(events.get(0)).isEqualTo(new WatchEvent.Reset(0, 1, WatchEvent.Cause.LINEAGE));
    }

    @Test
    void resumePointAheadOfTheNodeIsWaitedFor() {
        Node node = node(WIDE);
        line.apply(register("a.A", 1));
        line.apply(register("a.A", 2));
        line.apply(register("a.A", 3));
        node.advance(1);
        Subscription subscription = node.watches().open(named("a.A"), after(0, 2), this::wake);
        assertThat(node.watches().progress(subscription)).isNull();

        node.catchUp();

        assertThat(drain(subscription)).extracting(SubscriptionTest::revision).containsExactly(3L);
        assertThat(node.watches().progress(subscription)).isEqualTo(new ResumeToken(0, 3));
    }

    @Test
    void nothingIsPromisedBeforeTheBeginningIsFound() {
        Deque<Runnable> tasks = new ArrayDeque<>();
        Watches watches = new Watches(WIDE, line.root(), tasks::add);
        Subscription subscription = watches.open(named("a.A"), new From.Beginning(), this::wake);
        assertThat(watches.progress(subscription)).isNull();

        tasks.remove().run();
        assertThat(watches.progress(subscription)).isNull();
        drain(subscription);

        assertThat(watches.progress(subscription)).isEqualTo(new ResumeToken(0, 0));
    }

    @Test
    void replacedStateResetsEverySubscription() {
        Node node = node(WIDE);
        Subscription subscription = node.watches().open(named("a.A"), new From.Now(), this::wake);
        Line.Batch batch = line.apply(register("a.A", 1));
        node.catchUp();
        node.watches().applied(batch.root(), List.of(), true);

        List<WatchEvent> events = drain(subscription);

        assertThat(events.get(0)).isEqualTo(new WatchEvent.Reset(0, 1, WatchEvent.Cause.RESTORED));
        assertThat(events.get(1)).isInstanceOf(WatchEvent.State.class);
        assertThat(events).hasSize(2);
    }

    @Test
    void namespaceIsToldOfServicesThatComeLater() {
        Node node = node(WIDE);
        Subscription subscription =
                node.watches().open(new Scope.Space("public", "DEFAULT_GROUP"), new From.Now(), this::wake);
        line.apply(register("late.L", 1));
        node.catchUp();

        assertThat(drain(subscription)).singleElement().satisfies(event -> {
            ServiceChange change =
                    (ServiceChange) ((WatchEvent.Changed) event).change().change();
            assertThat(change.action()).isEqualTo(Change.Action.ADDED);
            assertThat(change.service()).isEqualTo(ServiceName.of("late.L"));
        });
    }

    @Test
    void moreSubscriptionsThanAllowedAreRefused() {
        Watches watches = node(WIDE).watches();
        Subscription first = watches.open(named("a.A"), new From.Now(), this::wake);
        watches.open(named("a.A"), new From.Now(), this::wake);

        assertThatThrownBy(() -> watches.open(named("a.A"), new From.Now(), this::wake))
                .isInstanceOf(RegistryException.Overloaded.class);
        watches.close(first);
        assertThat(watches.size()).isEqualTo(1);
    }

    private Node node(WatchLimits limits) {
        return new Node(line, limits);
    }

    private void wake() {
        wakes.incrementAndGet();
    }

    private static long revision(WatchEvent event) {
        return ((WatchEvent.Changed) event).change().change().revision();
    }

    private static From after(long lineage, long revision) {
        return new From.After(new ResumeToken(lineage, revision));
    }

    private static Scope named(String... services) {
        Set<ServiceName> names = new LinkedHashSet<>();
        for (String service : services) {
            names.add(ServiceName.of(service));
        }
        return Scope.Named.of(names, Set.of());
    }

    private static List<WatchEvent> drain(Subscription subscription) {
        List<WatchEvent> events = new ArrayList<>();
        WatchEvent next = subscription.poll();
        while (next != null) {
            events.add(next);
            next = subscription.poll();
        }
        return events;
    }
}
