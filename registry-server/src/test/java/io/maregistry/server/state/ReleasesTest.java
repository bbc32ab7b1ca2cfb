package io.maregistry.server.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.maregistry.model.Content;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import io.maregistry.model.Versions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReleasesTest {

    private static final ServiceName ORDERS = ServiceName.of("orders");
    private static final InstanceId ID = new InstanceId("http", "10.0.0.1", 80, "");

    private final RegistryState state = new RegistryState();
    private long index;

    @Test
    void newestLinesOfAServiceAreKept() {
        for (int version = 1; version <= Releases.MAX_OF_A_SERVICE + 5; version++) {
            register(ORDERS, "1." + version);
        }

        List<ReleaseSpan> spans = state.root().releases(ORDERS);
        assertThat(spans).hasSize(Releases.MAX_OF_A_SERVICE);
        assertThat(spans.get(0).versions().releaseVersion()).isEqualTo("1.6");
        assertThat(spans).filteredOn(span -> !span.isOver()).hasSize(1).last().isEqualTo(spans.get(spans.size() - 1));
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
    }

    @Test
    void lineThatLeftForItsAgeIsNotEndedLater() {
        InstanceId first = new InstanceId("http", "10.0.0.2", 80, "");
        apply(new Register(null, ORDERS, first, content("old"), true));
        for (int version = 1; version <= Releases.MAX_OF_A_SERVICE; version++) {
            register(ORDERS, "1." + version);
        }

        apply(new Unregister(null, ORDERS, first, Content.NO_GENERATION));

        assertThat(state.root().releases(ORDERS))
                .hasSize(Releases.MAX_OF_A_SERVICE)
                .noneMatch(span -> span.id().equals(first));
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
    }

    @Test
    void oldestLinesOfAllServicesLeaveFirst() {
        RowSum rows = new RowSum();
        Releases releases = new Releases(rows);
        for (int order = 1; order <= Releases.MAX_LINES + 3; order++) {
            releases.put(new KeptRelease(ServiceName.of("s" + order / 100), order, span("v", order)));
        }

        assertThat(releases.view().size()).isEqualTo(Releases.MAX_LINES);
        List<Long> orders = new ArrayList<>();
        releases.view().forEach(kept -> orders.add(kept.order()));
        assertThat(orders).doesNotContain(1L, 2L, 3L).contains(4L);
    }

    @Test
    void documentsLinesTakeThePlaceOfOurs() {
        register(ORDERS, "0.5");
        ReleaseSpan theirs = span("0.9", 5);
        ReleaseSpan running = new ReleaseSpan(ID, ID.url(), versions("1.0"), 7, ReleaseSpan.STILL);

        restore(false, theirs, running);

        assertThat(state.root().releases(ORDERS)).containsExactly(theirs, running);
    }

    @Test
    void mergedDocumentLeavesTheLinesOfAServiceThatHasSome() {
        register(ORDERS, "0.5");

        restore(true, span("0.9", 5));

        assertThat(state.root().releases(ORDERS))
                .extracting(span -> span.versions().releaseVersion())
                .containsExactly("0.5", "1.0");
    }

    @Test
    void documentThatSaysTwiceWhatRunsIsPutInOrder() {
        restore(
                false,
                new ReleaseSpan(ID, ID.url(), versions("1.0"), 7, ReleaseSpan.STILL),
                new ReleaseSpan(ID, ID.url(), versions("1.1"), 9, ReleaseSpan.STILL));

        assertThat(state.root().releases(ORDERS))
                .extracting(ReleaseSpan::isOver)
                .containsExactly(true, true, false);
        assertThat(state.root().releases(ORDERS).get(0).toMillis()).isEqualTo(9);
        assertThat(state.root().hash()).isEqualTo(state.root().recomputedHash());
    }

    @Test
    void rowsThatContradictEachOtherAreRefused() {
        Releases releases = new Releases(new RowSum());
        releases.put(new KeptRelease(ORDERS, 1, new ReleaseSpan(ID, "n", versions("1"), 1, ReleaseSpan.STILL)));

        assertThatThrownBy(() -> releases.put(new KeptRelease(ServiceName.of("other"), 1, span("2", 3))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> releases.put(
                        new KeptRelease(ORDERS, 2, new ReleaseSpan(ID, "n", versions("2"), 1, ReleaseSpan.STILL))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void restore(boolean merge, ReleaseSpan... spans) {
        StagedInstance instance = new StagedInstance(ID, content("1.0"), Operator.NONE, Status.RUNNING, 1, 0, 0);
        apply(new RestoreBegin("r", "0".repeat(64), false, merge, RestoreBegin.ANY_REVISION));
        apply(new RestoreChunk(
                "r", 0, StagedPart.of(List.of(new StagedService(ORDERS, 99, List.of(instance), List.of(spans))))));
        apply(new RestoreCommit("r", 1, 50, 60));
    }

    private void register(ServiceName service, String version) {
        apply(new Register(null, service, ID, content(version), true));
    }

    private void apply(Command command) {
        state.apply(++index, 1, new Entry(1_000 + index, List.of(command)));
    }

    private static Content content(String version) {
        return new Content(
                Parameters.empty(),
                100,
                Lease.DEFAULT,
                Content.NO_GENERATION,
                null,
                null,
                new Release(Release.NONE.product(), "", "", "", version, ""));
    }

    private static ReleaseSpan span(String version, long from) {
        return new ReleaseSpan(ID, ID.url(), versions(version), from, from + 1);
    }

    private static Versions versions(String version) {
        return new Versions("", "", version);
    }
}
