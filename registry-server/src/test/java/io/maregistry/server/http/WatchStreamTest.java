package io.maregistry.server.http;

import static io.maregistry.server.http.ServerUnderTest.SAMPLE;
import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.error.ErrorCode;
import io.maregistry.error.RegistryException;
import io.maregistry.model.ServiceName;
import io.maregistry.server.config.LimitsConfig;
import io.maregistry.server.config.WatchConfig;
import io.maregistry.server.http.WatchClient.Event;
import io.maregistry.server.replication.InMemoryReplication;
import io.maregistry.server.replication.Standing;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.Tick;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stream of {@code /v1/watch}: each sentence of its description. */
class WatchStreamTest {

    private static final String LINEAGE = "5f1c09ab77e2d410";
    private static final int RING = 40;
    private static final int MAX_WATCHES = 3;

    @TempDir
    private Path directory;

    private ServerUnderTest server;

    @BeforeEach
    void start() {
        start(Duration.ofSeconds(1));
    }

    /** Watchers that read nothing for {@code blocked} are cut off. */
    private void start(Duration blocked) {
        LimitsConfig usual = LimitsConfig.DEFAULT;
        LimitsConfig.Connections connections = usual.connections();
        LimitsConfig limits = new LimitsConfig(
                usual.minTtl(),
                usual.head(),
                usual.body(),
                new LimitsConfig.Connections(100, MAX_WATCHES, connections.idle(), blocked),
                usual.batch(),
                usual.parameters(),
                usual.metrics(),
                usual.instances(),
                usual.time(),
                usual.waiting());
        WatchConfig watch = new WatchConfig(RING, 1 << 20, 10, 1 << 20, Duration.ofMillis(200));
        server = new ServerUnderTest(directory, InMemoryReplication.born(), limits, watch, false);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private void register(String service, int port) {
        server.post("/reg?service=" + service, SAMPLE.replace("8080", Integer.toString(port)));
    }

    private void unregister(String service, int port) {
        server.post("/unreg?service=" + service, SAMPLE.replace("8080", Integer.toString(port)));
    }

    private void expireAll(String service) {
        for (int second = 0; second <= 20; second++) {
            server.replication.apply(new Tick(1_000, List.of(), List.of()));
        }
        Root root = server.replication.root();
        List<Expire.Silent> silent = new ArrayList<>();
        for (Listed listed :
                Objects.requireNonNull(root.service(ServiceName.of(service))).instances()) {
            silent.add(new Expire.Silent(listed.handle(), root.live(listed).lastSeenMillis()));
        }
        server.replication.apply(new Expire(ServiceName.of(service), silent));
    }

    private WatchClient watch(String query) {
        return watch(query, "");
    }

    private WatchClient watch(String query, String fields) {
        return WatchClient.open(server.port(), "/v1/watch?" + query, fields);
    }

    private static String token(long revision) {
        return LINEAGE + "-" + revision;
    }

    @Test
    void streamBeginsWithHelloAndTheWholeList() {
        register("a.B", 8080);
        try (WatchClient watch = watch("service=a.B", "Accept-Encoding: gzip\r\n")) {
            assertThat(watch.head.status()).isEqualTo(200);
            assertThat(watch.head.head())
                    .contains("Content-Type: text/event-stream\r\n", "no-store", "Transfer-Encoding: chunked")
                    .doesNotContain("Content-Length", "Content-Encoding");
            Event hello = watch.event();
            assertThat(hello.name()).isEqualTo("hello");
            assertThat(hello.id()).isNull();
            assertThat(hello.data())
                    .matches("\\{\"watch\":\"n1-1-[0-9a-f]{4}\",\"node\":\"n1\",\"mode\":\"raft\",\"lineage\":\""
                            + LINEAGE + "\",\"revision\":1}");
            Event state = watch.event();
            assertThat(state.name()).isEqualTo("state");
            assertThat(state.id()).isEqualTo(token(1));
            assertThat(state.data())
                    .startsWith("{\"service\":\"a.B\",\"revision\":1,\"version\":1,\"reason\":\"start\","
                            + "\"instances\":[{\"id\":\"http://10.0.0.1:8080/x\"");
        }
    }

    @Test
    void changeNamesWhatHappenedAndWhy() {
        try (WatchClient watch = watch("service=a.B")) {
            watch.event();
            assertThat(watch.event().data()).contains("\"revision\":0", "\"instances\":[]");
            register("a.B", 8080);
            Event added = watch.event();
            assertThat(added.id()).isEqualTo(token(1));
            assertThat(added.data())
                    .startsWith("{\"service\":\"a.B\",\"revision\":1,\"previous\":0,\"version\":1,"
                            + "\"action\":\"added\",\"cause\":\"register\",\"at\":1763700000000,\"instances\":[{")
                    .endsWith("}],\"size\":1}");
            register("c.D", 8080);
            unregister("a.B", 8080);
            assertThat(watch.event().data())
                    .contains("\"revision\":3,\"previous\":1", "removed", "unregister", "\"size\":0");
        }
    }

    @Test
    void onlyTheLastListOfAGroupIsAResumePoint() {
        register("a.B", 8080);
        register("c.D", 8080);
        try (WatchClient watch = watch("service=c.D&service=x.Y&service=a.B")) {
            watch.event();
            assertThat(watch.event().id()).isNull();
            assertThat(watch.event().id()).isNull();
            Event last = watch.event();
            assertThat(last.id()).isEqualTo(token(2));
            assertThat(last.data()).contains("\"service\":\"a.B\"");
        }
    }

    @Test
    void wholeNamespaceIsWatchedWithItsLaterServices() {
        register("a.B&namespace=blue&group=g", 8080);
        register("a.C&namespace=blue", 8080);
        try (WatchClient all = watch("namespace=blue");
                WatchClient one = watch("namespace=blue&group=g")) {
            all.event();
            assertThat(all.event().data()).contains("blue/DEFAULT_GROUP/a.C");
            assertThat(all.event().data()).contains("blue/g/a.B");
            one.event();
            assertThat(one.event().data()).contains("blue/g/a.B");
            register("new.One&namespace=blue", 8080);
            register("a.B", 8080);
            register("new.One&namespace=blue&group=g", 8080);
            assertThat(all.event().id()).isEqualTo(token(3));
            assertThat(all.event().id()).isEqualTo(token(5));
            assertThat(one.event().id()).isEqualTo(token(5));
        }
    }

    @Test
    void changesFromNowOnComeWithoutALists() {
        register("a.B", 8080);
        try (WatchClient watch = watch("service=a.B&start=none")) {
            watch.event();
            assertThat(watch.event().name()).isEqualTo("progress");
            register("a.B", 8081);
            assertThat(watch.event().id()).isEqualTo(token(2));
        }
    }

    @Test
    void watcherGoesOnBehindItsPointAndTheHeaderWins() {
        for (int port = 1; port <= 5; port++) {
            register("a.B", port);
        }
        try (WatchClient watch = watch("service=a.B&since=" + token(3));
                WatchClient other = watch("service=a.B&since=1&start=none", "Last-Event-ID: " + token(4) + "\r\n")) {
            watch.event();
            assertThat(watch.event().id()).isEqualTo(token(4));
            assertThat(watch.event().id()).isEqualTo(token(5));
            other.event();
            assertThat(other.event().id()).isEqualTo(token(5));
        }
    }

    @Test
    void pointThatTheRingDoesNotReachIsReset() {
        for (int port = 1; port <= RING + 5; port++) {
            register("a.B", port);
        }
        try (WatchClient watch = watch("service=a.B&since=2")) {
            watch.event();
            assertThat(watch.event())
                    .isEqualTo(new Event(
                            "reset",
                            null,
                            "{\"lineage\":\"" + LINEAGE + "\",\"revision\":45,\"reason\":\"compacted\"}"));
            Event state = watch.event();
            assertThat(state.data()).contains("\"reason\":\"reset\"");
            assertThat(state.id()).isEqualTo(token(45));
        }
    }

    @Test
    void pointOfAnotherLineageIsReset() {
        try (WatchClient watch = watch("service=a.B&since=00000000000000aa-7")) {
            watch.event();
            assertThat(watch.event().data()).contains("\"reason\":\"lineage\"");
            assertThat(watch.event().name()).isEqualTo("state");
        }
    }

    @Test
    void pointBeyondWhatAMajorityHasIsReset() {
        server.replication.waitsForRevisions();
        try (WatchClient watch = watch("service=a.B&since=7")) {
            watch.event();
            assertThat(watch.event().data()).contains("\"reason\":\"ahead\"");
            assertThat(server.replication.waiting()).isZero();
            assertThat(watch.event().name()).isEqualTo("state");
        }
    }

    @Test
    void clientThatGoesAwayWaitsForNoRevisionAnyMore() {
        server.replication.waitsForRevisions();
        for (String target : List.of("/v1/services/a.B?minRevision=7", "/findAll?service=a.B&minRevision=7")) {
            goAwayFrom(target);
        }
        goAwayFrom("/v1/services/a.B?minRevision=7&consistency=linearizable");
        server.replication.hold(); // no majority says more
        goAwayFrom("/v1/watch?service=a.B&since=7");
        goAwayFrom("/v1/services/a.B?since=7");
    }

    private void goAwayFrom(String target) {
        try (RawConnection raw = new RawConnection(server.port())) {
            raw.send("GET " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
            Awaitility.await().until(() -> server.replication.waiting() == 1);
        }
        Awaitility.await(target).until(() -> server.replication.waiting() == 0);
    }

    @Test
    void pointThatThisNodeHasNotReachedIsRefusedWhereNoMajoritySaysMore() {
        server.replication.refuseWith(new RegistryException.Unavailable(ErrorCode.NO_QUORUM, "no majority"));
        ServerUnderTest.Reply refused = server.get("/v1/watch?service=a.B&since=7");
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.body()).contains("NOT_READY");
    }

    @Test
    void whatIsNotUnderstoodIsRefused() {
        for (String query : List.of(
                "",
                "group=g",
                "service=",
                "service=a%20b",
                "service=a.B&start=all",
                "service=a.B&since=1&start=none",
                "service=a.B&namespace=blue&namespace=blue",
                "service=a.B&ack=yes",
                "namespace=*")) {
            assertThat(server.get("/v1/watch?" + query).status()).as(query).isEqualTo(400);
        }
        for (String garbage : List.of("x", "", "-1", "5f1c09ab77e2d410", "5f1c09ab77e2d410-", "1-1")) {
            assertThat(server.get("/v1/watch?service=a.B&since=" + garbage).body())
                    .as(garbage)
                    .contains("INVALID_REVISION");
            assertThat(server.get("/v1/watch?service=a.B", "Last-Event-ID", garbage)
                            .body())
                    .as(garbage)
                    .contains("INVALID_REVISION");
        }
        assertThat(server.watches.size()).isZero();
    }

    @Test
    void nodeThatDoesNotServeRefuses() {
        server.replication.stand(InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.NOT_READY));
        assertThat(server.get("/v1/watch?service=a.B").status()).isEqualTo(503);
    }

    @Test
    void headOfAStreamOpensNone() {
        assertThat(server.send("HEAD", "/v1/watch?service=a.B", "").status()).isEqualTo(200);
        assertThat(server.watches.size()).isZero();
    }

    @Test
    void quietStreamIsToldTheRevision() {
        try (WatchClient watch = watch("service=a.B")) {
            watch.event();
            watch.event();
            register("c.D", 8080);
            Event progress = watch.event();
            while (progress.data().contains("\"revision\":0")) {
                progress = watch.event();
            }
            assertThat(progress).isEqualTo(new Event("progress", token(1), "{\"revision\":1,\"complete\":true}"));
        }
    }

    @Test
    void severalInstancesThatFellSilentAreOneEvent() {
        for (int port = 1; port <= 3; port++) {
            register("a.B", port);
        }
        try (WatchClient watch = watch("service=a.B&since=3")) {
            watch.event();
            expireAll("a.B");
            Event removed = watch.event();
            while (removed.name().equals("progress")) {
                removed = watch.event();
            }
            assertThat(removed.data())
                    .contains("\"revision\":4,\"previous\":3", "\"cause\":\"silence\"", "\"size\":0")
                    .contains(":1/x", ":2/x", ":3/x");
        }
    }

    @Test
    void tooManyWatchesAreRefusedUntilOneLeaves() {
        WatchClient first = watch("service=a.B");
        first.event();
        try (WatchClient second = watch("service=a.B");
                WatchClient third = watch("service=a.B")) {
            second.event();
            third.event();
            ServerUnderTest.Reply refused = server.get("/v1/watch?service=a.B");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(server.get("/v1/services/a.B?since=0&wait=1s").status()).isEqualTo(429);
            first.close();
            Awaitility.await().until(() -> server.watches.size() == MAX_WATCHES - 1);
            try (WatchClient fourth = watch("service=a.B")) {
                assertThat(fourth.event().name()).isEqualTo("hello");
            }
        }
        Awaitility.await().until(() -> server.watches.size() == 0);
    }

    @Test
    void nodeThatStopsSaysByeAndCloses() {
        WatchClient watch = watch("service=a.B");
        watch.event();
        watch.event();
        server.server.close();
        Event bye = watch.event();
        while (bye.name().equals("progress")) {
            bye = watch.event();
        }
        assertThat(bye).isEqualTo(new Event("bye", null, "{\"reason\":\"stopping\"}"));
        assertThat(watch.next()).isNull();
        assertThat(watch.connection.isClosedByServer()).isTrue();
        watch.close();
        assertThat(server.watches.size()).isZero();
    }

    @Test
    void nodeThatServesNoMoreSaysByeWhenItNoticesIt() {
        try (WatchClient watch = watch("service=a.B")) {
            watch.event();
            watch.event();
            server.replication.stand(
                    InMemoryReplication.standing(Standing.Role.FOLLOWER, null, Standing.Health.DIVERGED));
            Event bye = watch.event();
            while (bye.name().equals("progress")) {
                bye = watch.event();
            }
            assertThat(bye.data()).isEqualTo("{\"reason\":\"diverged\"}");
        }
    }

    @Test
    void requestsBehindAStreamAreNotAnswered() {
        RawConnection raw = new RawConnection(server.port());
        try (WatchClient watch =
                WatchClient.open(raw, "/v1/watch?service=a.B", "\r\nGET /livez HTTP/1.1\r\nHost: a\r\n")) {
            watch.event();
            watch.event();
            raw.send("GET /livez HTTP/1.1\r\nHost: a\r\n\r\nGET /li");
            register("a.B", 8080);
            Event next = watch.event();
            while (next.name().equals("progress")) {
                next = watch.event();
            }
            assertThat(next.id()).isEqualTo(token(1));
        }
    }

    @Test
    void clientThatEndsItsSideFreesItsPlace() {
        try (WatchClient watch = watch("service=a.B")) {
            watch.event();
            watch.event();
            watch.connection.finishSending();
            Event last = watch.next();
            while (last != null) {
                assertThat(last.name()).isEqualTo("progress"); // it is no node that stops
                last = watch.next();
            }
            assertThat(watch.connection.isClosedByServer()).isTrue();
            assertThat(server.watches.size()).isZero();
        }
    }

    @Test
    void clientThatHadEndedItsSideBeforeGetsAStreamThatEnds() {
        RawConnection raw = new RawConnection(server.port());
        raw.send("GET /v1/watch?service=a.B HTTP/1.1\r\nHost: a\r\n\r\n").finishSending();
        assertThat(raw.readHead().status()).isEqualTo(200);
        assertThat(raw.isClosedByServer()).isTrue();
        assertThat(server.watches.size()).isZero();
    }

    @Test
    void slowWatcherIsToldTheNewestStateAndSlowsNobody() {
        String large = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"x\",\"parameters\":"
                + "{\"n\":\"N\",\"v\":\"" + "v".repeat(4_000) + "\"}}";
        try (WatchClient slow = WatchClient.open(new RawConnection(server.port(), 4_096), "/v1/watch?service=a.B", "");
                WatchClient quick = watch("service=a.B")) {
            slow.event();
            slow.event();
            quick.event();
            quick.event();
            int changes = 0;
            while (!server.get("/metrics").body().contains("maregistry_watch_open 1")) {
                server.post("/reg?service=a.B", large.replace("N", Integer.toString(++changes)));
                Event told = quick.event();
                while (!told.name().equals("change")) {
                    told = quick.event();
                }
                assertThat(told.id()).isEqualTo(token(changes));
            } // until the one that reads nothing is cut off
            assertThat(changes).isGreaterThan(RING);
        }
    }

    @Test
    void watcherThatReadsLateIsToldListsAndMissesNothing() {
        server.close();
        start(Duration.ofMinutes(1));
        String large = "{\"scheme\":\"http\",\"host\":\"10.0.0.1\",\"port\":8080,\"context\":\"x\",\"parameters\":"
                + "{\"n\":\"N\",\"v\":\"" + "v".repeat(4_000) + "\"}}";
        try (WatchClient slow =
                WatchClient.open(new RawConnection(server.port(), 4_096), "/v1/watch?service=a.B", "")) {
            slow.event();
            slow.event();
            int last = 2_000;
            for (int change = 1; change <= last; change++) {
                server.post("/reg?service=a.B", large.replace("N", Integer.toString(change)));
            }
            int lists = 0;
            Event event = slow.event();
            while (!token(last).equals(event.id())) {
                lists += event.data().contains("collapsed") ? 1 : 0;
                event = slow.event();
            }
            lists += event.data().contains("collapsed") ? 1 : 0;
            assertThat(event.data()).contains("\"n\":\"" + last + "\"");
            assertThat(lists).isPositive();
        }
    }
}
