package io.maregistry.client.internal.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.client.spi.ServiceList;
import io.maregistry.model.ServiceName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskCacheTest {

    private static final ServiceName A = ServiceName.of("ns", "group", "a.A");

    @TempDir
    private Path directory;

    private final Nodes nodes = new Nodes();
    private final ManualAlarms alarms = new ManualAlarms();

    @Test
    void copyComesBackLabelledStale() throws IOException {
        written(7, 80, 81);

        KnownService.Kept kept = Objects.requireNonNull(new DiskCache(directory).load(A));

        assertThat(kept.lineage()).isEqualTo(Told.line(Told.LINE));
        assertThat(kept.list().revision()).isEqualTo(7);
        assertThat(kept.list().isStale()).isTrue();
        assertThat(kept.list().instances()).containsExactly(with(7, 80), with(7, 81));
    }

    @Test
    void nothingIsLeftBesideTheCopy() throws IOException {
        written(7, 80);
        written(8, 80);

        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files).containsExactly(CopyFile.of(directory, A));
        }
    }

    @Test
    void serviceThatWasNeverKeptHasNoCopy() {
        assertThat(new DiskCache(directory.resolve("none")).load(A)).isNull();
    }

    @Test
    void damagedCopyIsPassedOver() throws IOException {
        written(7, 80);
        Path file = CopyFile.of(directory, A);
        byte[] whole = Files.readAllBytes(file);
        DiskCache cache = new DiskCache(directory);
        Random random = new Random(42);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = whole.clone();
            damaged[random.nextInt(whole.length)] ^= (byte) (1 + random.nextInt(255));
            Files.write(file, damaged);
            assertThat(cache.load(A)).isNull();
        }
        for (int length = 0; length < whole.length; length++) {
            Files.write(file, Arrays.copyOf(whole, length));
            assertThat(cache.load(A)).isNull();
        }
    }

    @Test
    void copyOfAnotherServiceIsPassedOver() throws IOException {
        written(7, 80);
        ServiceName other = ServiceName.of("b.B");
        Files.copy(CopyFile.of(directory, A), CopyFile.of(directory, other));

        assertThat(new DiskCache(directory).load(other)).isNull();
    }

    @Test
    void directoryThatCannotBeMadeStopsNobody() throws IOException {
        Path file = Files.createFile(directory.resolve("file"));
        DiskCache cache = new DiskCache(file);
        cache.changed(service(7, 80));

        cache.write();
        cache.close();

        assertThat(cache.load(A)).isNull();
    }

    @Test
    void copyIsUsedWhereNoNodeAnswersInTime() throws IOException {
        written(7, 80);
        LocalView view = view();

        ServiceList list = view.list(A, Duration.ofMillis(1));

        assertThat(Told.ports(list.instances())).containsExactly(80);
        assertThat(list.isStale()).isTrue();
        view.close();
    }

    @Test
    void copyIsWhatAWaitWithoutBlockingEndsWithToo() throws IOException {
        written(7, 80);
        LocalView view = view();

        var first = view.first(A, Duration.ofMillis(400));
        alarms.pass(Duration.ofMillis(400));

        assertThat(first).isCompletedWithValueMatching(ServiceList::isStale);
        view.close();
    }

    @Test
    void copyIsUsedAtOnceWhereNodesRefuseAndReplacedOnceOneAnswers() throws IOException {
        written(7, 80);
        LocalView view = view();
        var first = view.first(A, Duration.ofHours(1));
        for (int n = 0; n < 2; n++) {
            nodes.last().end(new IllegalStateException("refused"));
            alarms.pass(Duration.ofSeconds(1));
        }
        assertThat(first).isCompletedWithValueMatching(ServiceList::isStale);

        nodes.last().tell(Told.hello(Told.LINE), Told.state(1, A, 7, 80));

        ServiceList known = Objects.requireNonNull(view.known(A));
        assertThat(known.isStale()).isFalse();
        view.close();
    }

    @Test
    void nodeBehindTheCopyDoesNotTakeItBack() throws IOException {
        written(7, 80, 81);
        LocalView view = view();
        var unused = view.first(A, Duration.ofHours(1));

        nodes.last().tell(Told.hello(Told.LINE), Told.state(1, A, 6, 80));
        assertThat(ports(view)).containsExactly(80, 81);

        nodes.last().tell(Told.change(1, A, 6, 7, "added", 81), Told.change(1, A, 7, 8, "removed", 80));
        assertThat(ports(view)).containsExactly(81);
        view.close();
    }

    @Test
    void viewKeepsItsLastListsWhenItCloses() {
        LocalView view = view();
        var unused = view.first(A, Duration.ofHours(1));
        nodes.last().tell(Told.hello(Told.LINE), Told.state(1, A, 9, 80));

        view.close();

        assertThat(Objects.requireNonNull(new DiskCache(directory).load(A))
                        .list()
                        .revision())
                .isEqualTo(9);
    }

    private LocalView view() {
        ViewOptions usual = ViewOptions.DEFAULT;
        return new LocalView(
                nodes,
                nodes,
                new Time(alarms::nanoTime, alarms, new Random(1)),
                Runnable::run,
                new ViewOptions(usual.staleAfter(), usual.pollEvery(), usual.backoff(), directory));
    }

    private void written(long revision, int... ports) {
        DiskCache cache = new DiskCache(directory);
        cache.changed(service(revision, ports));
        cache.close();
    }

    private static KnownService service(long revision, int... ports) {
        ManualAlarms clock = new ManualAlarms();
        Lineages lineages = new Lineages(new Time(clock::nanoTime, clock, new Random(1)), 1);
        KnownService service = new KnownService(A, lineages, null, 0, known -> {});
        service.state(new Lineages.Origin(Told.line(Told.LINE), 0, true), Told.service(A, revision, ports), false);
        return service;
    }

    private static io.maregistry.model.Instance with(long revision, int port) {
        return Fold.list(A, Told.service(A, revision, port)).instances().get(0);
    }

    private static List<Integer> ports(LocalView view) {
        return Told.ports(Objects.requireNonNull(view.known(A)).instances());
    }
}
