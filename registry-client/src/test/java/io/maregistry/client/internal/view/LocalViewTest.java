package io.maregistry.client.internal.view;

import static io.maregistry.client.internal.view.Told.LINE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.client.spi.ServiceChange;
import io.maregistry.client.spi.ServiceList;
import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.proto.v1.WatchAdd;
import io.maregistry.proto.v1.WatchEvent;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LocalViewTest {

    private static final ServiceName A = ServiceName.of("a.A");
    private static final ServiceName B = ServiceName.of("b.B");

    private final Viewed viewed = new Viewed();
    private final Nodes nodes = viewed.nodes;
    private final ManualAlarms alarms = viewed.alarms;
    private final LocalView view = viewed.view;

    @Test
    void firstUseOpensTheStreamAndAsksForTheWholeList() {
        assertThat(view.known(A)).isNull();
        assertThat(nodes.streams).isEmpty();

        var first = view.first(A, Duration.ofHours(1));
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80, 81));

        assertThat(nodes.last().last().getSince()).isEmpty();
        assertThat(first).isCompletedWithValue(viewed.known(A));
        assertThat(viewed.ports(A)).containsExactly(80, 81);
        assertThat(viewed.known(A).isStale()).isFalse();
    }

    @Test
    void waitForAFirstListEndsWithItsTimeAndTheNextOneBeginsAnew() {
        var late = view.first(A, Duration.ofMillis(100));
        alarms.pass(Duration.ofMillis(100));
        assertThat(late).isCompletedExceptionally();

        var next = view.first(A, Duration.ofMillis(100));
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80));
        assertThat(next).isCompletedWithValue(viewed.known(A));
    }

    @Test
    void sameListComesBackUntilItChanges() {
        viewed.watched(A, 7, 80);
        ServiceList before = viewed.known(A);

        nodes.last().tell(Told.progress(1, 9, true), Told.change(1, A, 3, 7, "added", 99));

        assertThat(viewed.known(A)).isSameAs(before);
        assertThat(view.list(A, Duration.ZERO)).isSameAs(before);
    }

    @Test
    void readingAllocatesNothing() {
        viewed.watched(A, 7, 80);
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long sum = read(100_000);

        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        sum += read(100_000);
        long bytes = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;

        assertThat(sum).isEqualTo(2 * 100_000 * 2 * 7);
        assertThat(bytes).as("of 200,000 reads").isLessThan(10_000);
    }

    private long read(int times) {
        long sum = 0;
        for (int n = 0; n < times; n++) {
            sum += viewed.known(A).revision() + view.list(A, Duration.ZERO).revision();
        }
        return sum;
    }

    @Test
    void changesAddUpdateAndRemoveInPlace() {
        viewed.watched(A, 7, 80, 81);

        nodes.last()
                .tell(
                        Told.change(1, A, 7, 8, "added", 82, 83),
                        Told.change(1, A, 8, 9, "health", 81),
                        Told.change(1, A, 9, 10, "removed", 80));

        assertThat(viewed.ports(A)).containsExactly(81, 82, 83);
        assertThat(viewed.known(A).revision()).isEqualTo(10);
        assertThat(viewed.known(A).instances().get(0).revision()).isEqualTo(9);
    }

    @Test
    void bothChangesOfOneRevisionAreSeenTogether() {
        viewed.watched(A, 7, 80);

        nodes.last().tell(Told.half(1, A, 7, 8, "removed", 80));
        assertThat(viewed.ports(A)).containsExactly(80);

        nodes.last().tell(Told.change(1, A, 7, 8, "added", 90));
        assertThat(viewed.ports(A)).containsExactly(90);
    }

    @Test
    void changeThatDoesNotFollowAsksAnewAndKeepsTheList() {
        viewed.watched(A, 7, 80);

        nodes.last().tell(Told.change(1, A, 9, 10, "added", 81));

        assertThat(viewed.ports(A)).containsExactly(80);
        WatchAdd again = nodes.last().last();
        assertThat(nodes.last().adds).hasSize(1);
        assertThat(again.getSince()).isEmpty();
        nodes.last().tell(Told.change(1, A, 7, 8, "added", 99)); // of the add that has ended
        nodes.last().tell(Told.state(again.getId(), A, 10, 80, 81));
        assertThat(viewed.ports(A)).containsExactly(80, 81);
    }

    @Test
    void resetKeepsTheOldListUntilTheNewOneIsThereEvenIfItsRevisionIsLower() {
        viewed.watched(A, 7, 80);

        nodes.last().tell(Told.reset(1, 99, 3));
        assertThat(viewed.ports(A)).containsExactly(80);

        nodes.last().tell(Told.state(1, A, 3, Told.line(99) + "-3", 70));
        assertThat(viewed.ports(A)).containsExactly(70);
        assertThat(viewed.known(A).revision()).isEqualTo(3);
    }

    @Test
    void nodeThatIsBehindDoesNotTakeTheListBack() {
        viewed.watched(A, 7, 80);
        nodes.last().tell(Told.change(1, A, 6, 6, "added", 1), Told.change(1, A, 99, 100, "added", 1));
        WatchAdd again = nodes.last().last();

        nodes.last()
                .tell(
                        Told.state(again.getId(), A, 5, 60),
                        Told.change(again.getId(), A, 5, 7, "added", 80),
                        Told.change(again.getId(), A, 7, 8, "added", 81));

        assertThat(viewed.ports(A)).containsExactly(80, 81);
    }

    @Test
    void manyServicesEndUpInFewAdds() {
        List<ServiceName> names = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            names.add(ServiceName.of("many.S" + n));
        }
        names.forEach(viewed::use);
        assertThat(nodes.last().adds).hasSize(AddPlan.FEW);
        nodes.last().tell(Told.hello(LINE));
        long revision = 1000;
        while (names.stream().anyMatch(name -> view.known(name) == null)) {
            WatchAdd add = nodes.last().adds.values().stream()
                    .filter(one -> one.getSince().isEmpty())
                    .filter(one -> one.getServicesList().stream()
                            .anyMatch(key -> view.known(ServiceName.of(key.getName())) == null))
                    .findFirst()
                    .orElseThrow();
            revision--;
            for (int n = 0; n < add.getServicesCount(); n++) {
                ServiceName name = ServiceName.of(add.getServices(n).getName());
                String token = n == add.getServicesCount() - 1 ? Told.line(LINE) + "-" + revision : "";
                nodes.last().tell(Told.state(add.getId(), name, 5, token, 80));
            }
        }

        assertThat(nodes.last().adds).hasSizeLessThanOrEqualTo(AddPlan.FEW);
        assertThat(nodes.last().adds.values().stream()
                        .flatMap(add -> add.getServicesList().stream())
                        .map(key -> ServiceName.of(key.getName())))
                .containsExactlyInAnyOrderElementsOf(names);
        assertThat(nodes.last().adds.values().stream().map(WatchAdd::getSince).filter(since -> !since.isEmpty()))
                .as("the merged add goes on from the least token")
                .containsExactly(Told.line(LINE) + "-983");
    }

    @Test
    void refusalThatCannotHealIsSaidAtOnceAndAskedAgainOnlyByTheCaller() {
        var first = view.first(A, Duration.ofHours(1));
        RegistryException why = new RegistryException.Forbidden(ErrorCode.FORBIDDEN, "not for you");
        nodes.last().tell(Told.hello(LINE), Told.refused(1, why));

        assertThat(first).isCompletedExceptionally();
        alarms.pass(Duration.ofSeconds(30));
        assertThat(nodes.streams).hasSize(1);
        assertThat(nodes.last().adds).isEmpty();

        view.subscribe(A, change -> {});
        assertThat(nodes.last().last().getId()).isEqualTo(2);
    }

    @Test
    void serviceThatMayNotBeWatchedDoesNotTakeOthersWithIt() {
        List<ServiceName> names = new ArrayList<>();
        for (int n = 0; n < AddPlan.FEW + 4; n++) {
            names.add(ServiceName.of("s.S" + n));
        }
        var firsts = names.stream()
                .map(name -> view.first(name, Duration.ofHours(1)))
                .toList();
        nodes.last().tell(Told.hello(LINE), Told.state(1, names.get(0), 1, 80));
        RegistryException why = new RegistryException.Forbidden(ErrorCode.FORBIDDEN, "not for you");
        ServiceName bad = names.get(AddPlan.FEW + 2);

        boolean isAnswered = true;
        while (isAnswered) {
            isAnswered = false;
            for (WatchAdd add : List.copyOf(nodes.last().adds.values())) {
                boolean isBad = add.getServicesList().stream()
                        .anyMatch(key -> key.getName().equals(bad.name()));
                boolean isOpen = nodes.last().adds.containsKey(add.getId())
                        && add.getServicesList().stream()
                                .anyMatch(key -> !firsts.get(names.indexOf(ServiceName.of(key.getName())))
                                        .isDone());
                if (isBad && isOpen) {
                    nodes.last().tell(Told.refused(add.getId(), why));
                    isAnswered = true;
                } else if (isOpen) {
                    for (int n = 0; n < add.getServicesCount(); n++) {
                        String token = n == add.getServicesCount() - 1 ? Told.line(LINE) + "-5" : "";
                        nodes.last()
                                .tell(Told.state(
                                        add.getId(),
                                        ServiceName.of(add.getServices(n).getName()),
                                        5,
                                        token,
                                        80));
                    }
                    isAnswered = true;
                }
            }
        }

        assertThat(names)
                .allSatisfy(name -> assertThat(view.known(name) == null).isEqualTo(name.equals(bad)));
    }

    @Test
    void listenersHearTheFirstListAndEachDifference() {
        List<ServiceChange> heard = new ArrayList<>();
        view.subscribe(A, heard::add);
        assertThat(heard).isEmpty();
        nodes.last()
                .tell(
                        Told.hello(LINE),
                        Told.state(1, A, 7, 80, 81),
                        Told.change(1, A, 7, 8, "added", 82),
                        Told.change(1, A, 8, 9, "updated", 81),
                        Told.change(1, A, 9, 10, "removed", 80),
                        Told.progress(1, 20, true));

        assertThat(heard).hasSize(4);
        assertThat(Told.ports(heard.get(0).added())).containsExactly(80, 81);
        assertThat(Told.ports(heard.get(1).added())).containsExactly(82);
        assertThat(Told.ports(heard.get(2).updated())).containsExactly(81);
        assertThat(Told.ports(heard.get(3).removed())).containsExactly(80);
        assertThat(heard.get(3).list()).isSameAs(view.known(A));
    }

    @Test
    void listenerOfAnEmptyServiceHearsThatToo() {
        List<ServiceChange> heard = new ArrayList<>();
        view.subscribe(A, heard::add);

        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 0));

        assertThat(heard).hasSize(1);
        assertThat(heard.get(0).list().instances()).isEmpty();
    }

    @Test
    void listenerThatFailsStopsNobody() {
        List<ServiceChange> heard = new ArrayList<>();
        view.subscribe(A, change -> {
            throw new IllegalStateException("foreign");
        });
        view.subscribe(A, heard::add);

        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80), Told.change(1, A, 7, 8, "added", 82));

        assertThat(heard).hasSize(2);
        assertThat(nodes.streams).hasSize(1);
    }

    @Test
    void listenerThatLeavesHearsNothingMore() {
        List<ServiceChange> heard = new ArrayList<>();
        var listener = (io.maregistry.client.spi.ServiceListener) heard::add;
        view.subscribe(A, listener);
        view.subscribe(A, listener);
        nodes.last().tell(Told.hello(LINE), Told.state(1, A, 7, 80));
        assertThat(heard).hasSize(1);

        view.unsubscribe(A, listener);
        nodes.last().tell(Told.change(1, A, 7, 8, "added", 82));

        assertThat(heard).hasSize(1);
        view.forget(A);
        assertThat(nodes.last().adds).isEmpty();
        assertThat(view.known(A)).isNull();
    }

    @Test
    void instanceThatCannotBeReadIsLeftOut() {
        viewed.use(A);
        WatchEvent state = Told.state(1, A, 7, 80, 81);
        WatchEvent.Builder later = state.toBuilder();
        later.getStateBuilder().getServiceBuilder().getInstancesBuilder(0).setPort(0);

        nodes.last().tell(Told.hello(LINE), later.build());

        assertThat(viewed.ports(A)).containsExactly(81);
    }

    @Test
    void listThatDoesNotComeInTimeIsUnavailable() {
        assertThatThrownBy(() -> view.list(A, Duration.ofMillis(1))).isInstanceOf(RegistryException.Unavailable.class);
    }

    @Test
    void closedViewEndsItsStreamAndKeepsItsLists() {
        viewed.watched(A, 7, 80);
        var first = view.first(B, Duration.ofHours(1));

        view.close();
        view.close();

        assertThat(nodes.last().isClosed).isTrue();
        assertThat(first).isCompletedExceptionally();
        assertThat(viewed.ports(A)).containsExactly(80);
        assertThatThrownBy(() -> view.list(B, Duration.ZERO)).hasMessageContaining("closed");
        alarms.pass(Duration.ofMinutes(5));
        assertThat(nodes.streams).hasSize(1);
    }

    @Test
    void closedViewRefusesServicesThatItDoesNotKnow() {
        view.close();

        assertThatThrownBy(() -> view.list(A, Duration.ofSeconds(1))).isInstanceOf(RegistryException.Unavailable.class);
        assertThatThrownBy(() -> view.subscribe(A, change -> {})).isInstanceOf(RegistryException.Unavailable.class);
        assertThatThrownBy(() -> view.first(A, Duration.ofHours(1)).join())
                .hasCauseInstanceOf(RegistryException.Unavailable.class);
    }
}
