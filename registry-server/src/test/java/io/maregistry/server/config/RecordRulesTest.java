package io.maregistry.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.maregistry.server.config.RaftConfig.Bootstrap;
import io.maregistry.server.config.RaftConfig.Peer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each record refuses what makes no sense, and says name, value and rule. */
class RecordRulesTest {

    private static final Address NODE = new Address("127.0.0.1", 10_081);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            node.name                     | a b      | be 1 to 64 letters, digits, '.', '_' or '-', was "a b"
            raft.election-timeout         | 299ms    | be 300ms to 1m, was 299ms
            raft.entries-in-flight        | 0        | be 1 to 256, was 0
            lease.default-ttl             | 2s       | be 3s to 1h, was 2s
            lease.tick                    | 2s       | be 10ms to 1s, was 2s
            lease.sweep                   | 49ms     | be 50ms to 1m, was 49ms
            lease.offline-grace           | 25h      | be 0s to 24h, was 25h
            lease.protection.ratio        | 1.001    | be 0 to 1, was 1.001
            lease.protection.min          | 0        | be 1 to 1000000, was 0
            lease.protection.rate         | 0        | be 0.001 to 1, was 0
            lease.protection.hold         | 25h      | be 0s to 24h, was 25h
            read.stale-after              | 99ms     | be 100ms to 1h, was 99ms
            snapshot.every-entries        | 9        | be 10 to 100000000, was 9
            snapshot.every                | 999ms    | be 1s to 24h, was 999ms
            disk.reserve                  | 1025GiB  | be 0B to 1024GiB, was 1025GiB
            watch.ring                    | 0        | be 1 to 10000000, was 0
            watch.ring-size               | 1KiB     | be 1MiB to 4GiB, was 1KiB
            watch.queue                   | 0        | be 1 to 1000000, was 0
            watch.queue-size              | 1B       | be 4KiB to 1GiB, was 1B
            watch.progress                | 0s       | be 100ms to 1h, was 0s
            check.concurrency             | 0        | be 1 to 100000, was 0
            store.every                   | 0s       | be 1s to 24h, was 0s
            store.jdbc.url                | h2:mem:x | begin with jdbc:
            store.redis.uri               | http://x | begin with redis:// or rediss://
            store.type                    | File     | be 1 to 64 of a-z, 0-9 and -, was "File"
            store.options                 | a        | be name=value,name=value,... with each name once, was "a"
            limits.min-ttl                | 2s       | be 3s to 1h, was 2s
            limits.head.line              | 1B       | be 128B to 1MiB, was 1B
            limits.head.size              | 1B       | be 256B to 16MiB, was 1B
            limits.head.fields            | 7        | be 8 to 10000, was 7
            limits.head.time              | 0s       | be 100ms to 1h, was 0s
            limits.body.size              | 65MiB    | be 1KiB to 64MiB, was 65MiB
            limits.body.time              | 0s       | be 100ms to 1h, was 0s
            limits.body.restore-size      | 1B       | be 1KiB to 1GiB, was 1B
            limits.body.restore-time      | 0s       | be 1s to 24h, was 0s
            limits.body.json-depth        | 7        | be 8 to 1000, was 7
            limits.connections.count      | 0        | be 1 to 1000000, was 0
            limits.connections.watches    | 0        | be 1 to 1000000, was 0
            limits.connections.idle       | 0s       | be 100ms to 1h, was 0s
            limits.connections.blocked    | 0s       | be 100ms to 1h, was 0s
            limits.batch.renewals         | 4097     | be 1 to 4096, was 4097
            limits.batch.registrations    | 1001     | be 1 to 1000, was 1001
            limits.parameters.entries     | 10001    | be 0 to 10000, was 10001
            limits.parameters.key         | 0        | be 1 to 4096, was 0
            limits.parameters.value       | 0        | be 1 to 65536, was 0
            limits.parameters.total       | 0        | be 1 to 1048576, was 0
            limits.metrics.entries        | 1001     | be 0 to 1000, was 1001
            limits.metrics.length         | 0        | be 1 to 32, was 0
            limits.instances.per-service  | 0        | be 1 to 10000000, was 0
            limits.instances.services     | 0        | be 1 to 10000000, was 0
            limits.instances.total        | 0        | be 1 to 100000000, was 0
            limits.configs.items          | 0        | be 1 to 10000000, was 0
            limits.time.read              | 0s       | be 100ms to 1h, was 0s
            limits.time.write             | 0s       | be 100ms to 1h, was 0s
            limits.time.restore           | 0s       | be 1s to 24h, was 0s
            limits.time.leader            | 2h       | be 0s to 1h, was 2h
            limits.waiting.writes         | 0        | be 1 to 1000000, was 0
            limits.waiting.renewals       | 0        | be 1 to 10000000, was 0
            limits.waiting.reads          | 0        | be 1 to 10000000, was 0
            """)
    void valueOutsideItsRuleIsNamedWithTheRule(String name, String text, String rule) {
        String flag = "--" + name.replace('.', '-');

        assertThat(faultsOf(() -> new ConfigReader(Map.of(), Optional.empty()).read(List.of(flag + '=' + text))))
                .containsExactly(flag + ": " + name + " must " + rule);
    }

    @Test
    void whatDoesNotFitTogetherIsToldWithTheRest() {
        List<String> flags = List.of("--lease-default-ttl=5s", "--limits-min-ttl=10s", "--limits-body-size=1B");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> new ConfigReader(Map.of(), Optional.empty()).read(flags))
                .satisfies(unfit -> assertThat(unfit.faults()).hasSize(2));
    }

    @Test
    void oneRecordTellsAllThatIsWrongWithIt() {
        assertThat(faultsOf(() -> new SnapshotConfig(0, Duration.ZERO, SnapshotConfig.Codec.NONE)))
                .containsExactly(
                        "snapshot.every-entries must be 10 to 100000000, was 0",
                        "snapshot.every must be 1s to 24h, was 0s");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://db/registry?user=x&password=geheim",
                "jdbc:h2:mem:x;PASSWORD=geheim",
                "jdbc:other://user:geheim@db/registry"
            })
    void databaseUrlWithAPasswordIsRefusedAndNotRepeated(String url) {
        assertThat(faultsOf(() -> new StoreConfig.Jdbc(url, "", "")))
                .containsExactly("store.jdbc.url must hold no password; store.jdbc.password-file names its file");
    }

    @Test
    void redisUriWithAPasswordIsRefusedAndNotRepeated() {
        assertThat(faultsOf(() -> new StoreConfig.Redis("redis://:geheim@redis:6379", "", "", "")))
                .containsExactly("store.redis.uri must hold neither user nor password; store.redis.user and"
                        + " store.redis.password-file do");
    }

    @Test
    void storeNeedsToKnowWhere() {
        StoreConfig none = StoreConfig.DEFAULT;

        assertThat(faultsOf(() -> new StoreConfig(
                        StoreConfig.FILE, none.every(), false, "", none.jdbc(), none.redis(), Map.of())))
                .containsExactly("store.file.path must be set for store.type=file");
        assertThat(faultsOf(() -> new StoreConfig(
                        StoreConfig.JDBC, none.every(), false, "", none.jdbc(), none.redis(), Map.of())))
                .containsExactly("store.jdbc.url must be set for store.type=jdbc");
    }

    @Test
    void nodePortOutsideLoopbackNeedsAWordOfConsent() {
        Address outside = new Address("10.0.0.1", 10_081);

        assertThat(faultsOf(() -> raft(outside, outside, List.of(), false)))
                .containsExactly(
                        "raft.listen must be a loopback address, was 10.0.0.1:10081: whoever reaches it can take"
                                + " over the cluster; raft.insecure=true allows it all the same");
        assertThat(raft(outside, outside, List.of(), true).listen()).isEqualTo(outside);
    }

    @Test
    void wildcardIsNotAdvertised() {
        Address wildcard = new Address("0.0.0.0", 8081);

        assertThat(faultsOf(() -> HttpConfig.at(wildcard)))
                .containsExactly("http.advertise must name a host that others can reach, since listen is a wildcard");
        assertThat(faultsOf(() -> GrpcConfig.at(new Address("::", 1)))).hasSize(1);
        assertThat(faultsOf(() -> raft(wildcard, wildcard, List.of(), true))).hasSize(1);
        assertThat(faultsOf(() -> new Peer("n1", wildcard))).hasSize(1);
    }

    @Test
    void membersHaveNamesAndAddressesOfTheirOwn() {
        List<Peer> members = List.of(new Peer("n1", NODE), new Peer("n1", NODE.withPort(2)), new Peer("n2", NODE));

        assertThat(faultsOf(() -> raft(NODE, NODE, members, false)))
                .containsExactly(
                        "raft.members must not name n1 twice", "raft.members must not have 127.0.0.1:10081 twice");
    }

    @Test
    void thisNodeIsAmongItsMembers() {
        assertThat(faultsOf(() -> raft(NODE, NODE, List.of(new Peer("n1", NODE.withPort(2))), false)))
                .containsExactly(
                        "raft.members must have this node among them: none is at 127.0.0.1:10081 (raft.advertise)");
    }

    @Test
    void moreThanSevenMembersAreRefused() {
        List<Peer> eight = IntStream.range(0, 8)
                .mapToObj(at -> new Peer("n" + at, NODE.withPort(NODE.port() + at)))
                .toList();

        assertThat(faultsOf(() -> raft(NODE, NODE, eight, false)))
                .containsExactly("raft.members must be at most 7, were 8");
        assertThat(raft(NODE, NODE, eight.subList(0, 7), false).isLone()).isFalse();
    }

    @Test
    void portsOfOneNodeDiffer() {
        ServerConfig.Builder same = ServerConfig.builder()
                .http(HttpConfig.at(NODE))
                .grpc(GrpcConfig.at(new Address("localhost", NODE.port())));

        assertThat(faultsOf(same::build))
                .containsExactly(
                        "grpc.listen must not be http.listen's port, 10081",
                        "raft.listen must not be http.listen's port, 10081",
                        "raft.listen must not be grpc.listen's port, 10081");
    }

    @Test
    void freePortsDoNotCollide() {
        Address free = new Address("127.0.0.1", 0);

        ServerConfig config = ServerConfig.builder()
                .http(HttpConfig.at(free))
                .grpc(GrpcConfig.at(free))
                .raft(RaftConfig.lone(free))
                .build();

        assertThat(config.raft().listen()).isEqualTo(free);
    }

    @Test
    void nodeHasTheNameThatItsMembersKnow() {
        ServerConfig.Builder other = ServerConfig.builder()
                .node(new NodeConfig("n2", Path.of("data")))
                .raft(raft(NODE, NODE, List.of(new Peer("n1", NODE)), false));

        assertThat(faultsOf(other::build))
                .containsExactly("node.name must be n1, the member at raft.advertise 127.0.0.1:10081, was n2");
    }

    @Test
    void defaultTtlIsNotBelowTheLeast() {
        List<String> flags = List.of("--lease-default-ttl=5s", "--limits-min-ttl=10s");

        assertThat(faultsOf(() -> new ConfigReader(Map.of(), Optional.empty()).read(flags)))
                .containsExactly("--lease-default-ttl: lease.default-ttl must be at least limits.min-ttl, 10s, was 5s");
    }

    private static RaftConfig raft(Address listen, Address advertise, List<Peer> members, boolean insecure) {
        return new RaftConfig(
                listen, advertise, members, Duration.ofSeconds(1), Bootstrap.WHEN_ALL_ANSWER, insecure, 4);
    }

    private static List<String> faultsOf(ThrowingCallable making) {
        List<String> messages = new ArrayList<>();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(making)
                .satisfies(unfit -> unfit.faults().forEach(fault -> messages.add(fault.message())));
        return messages;
    }
}
