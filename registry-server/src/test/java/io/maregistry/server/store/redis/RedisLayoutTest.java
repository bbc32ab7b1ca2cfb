package io.maregistry.server.store.redis;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.maregistry.model.Content;
import io.maregistry.model.Lease;
import io.maregistry.model.Metrics;
import io.maregistry.model.Parameters;
import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Configure;
import io.maregistry.server.state.Expire;
import io.maregistry.server.state.Listed;
import io.maregistry.server.state.Register;
import io.maregistry.server.state.Root;
import io.maregistry.server.state.ServiceView;
import io.maregistry.server.state.Settings;
import io.maregistry.server.state.Tick;
import io.maregistry.server.store.Kept;
import io.maregistry.server.store.RegistryStore;
import io.maregistry.server.store.SampleRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Programs of the redis-registry find in the keys and on the channels what they were written for. */
@Timeout(60)
class RedisLayoutTest {

    private static final String SERVICE = "user.UserService";
    private static final Content NAMED =
            named("user-1").withParameters(Parameters.of(Map.of("version", "1.0.0", "region", "us-east")));

    @TempDir
    private static Path directory;

    private static RedisOfTheTest redis;

    private final SampleRegistry registry = SampleRegistry.born(7);
    private ProgramOfTheRedisRegistry program;
    private RegistryStore store;

    @BeforeAll
    static void start() throws IOException {
        redis = RedisOfTheTest.start(directory);
    }

    @AfterAll
    static void stop() throws IOException {
        redis.close();
    }

    @BeforeEach
    void begin() throws IOException {
        redis.commands().flushall();
        program = new ProgramOfTheRedisRegistry(redis, "");
        store = redis.open(redis.port(), "");
        store.save(registry.root());
    }

    @AfterEach
    void end() {
        store.close();
        program.close();
    }

    @Test
    void anAppendThatIsTooMuchIsNotDoneByHalvesLater() {
        registry.takeChanges();
        registry.register("first.Service", 1, Content.PLAIN);
        for (int number = 0; number <= LongService.LONG; number++) {
            registry.register("long.Service", number, Content.PLAIN);
        }

        assertThat(store.append(registry.root(), registry.takeChanges())).isFalse();
        assertThat(store.held()).isPresent(); // sends whatever waits to be sent

        assertThat(redis.commands().hkeys("registry:services")).isEmpty();
    }

    @Test
    void everyStepOfAnInstancesLifeIsSeenAndTold() {
        program.subscribe(SERVICE);
        registry.register(SERVICE, 1, NAMED).register(SERVICE, 2, Content.PLAIN);
        append();

        assertThat(program.ids(SERVICE)).containsExactly("http://10.0.0.3:8080", "user-1");
        assertThat(program.instances(SERVICE).get("user-1"))
                .containsEntry("host", "10.0.0.2")
                .containsEntry("port", "8080")
                .containsEntry("healthy", "true")
                .containsEntry("metadata", "{\"region\":\"us-east\",\"version\":\"1.0.0\"}")
                .containsEntry("metrics", "{}");

        registry.register(SERVICE, 2, Content.PLAIN.withWeight(7));
        append();
        assertThat(program.instances(SERVICE).get("http://10.0.0.3:8080")).containsEntry("weight", "7");

        registry.unregister(SERVICE, 2);
        append();
        assertThat(program.ids(SERVICE)).containsExactly("user-1");
        assertThat(redis.commands().exists("services:" + SERVICE + ":http://10.0.0.3:8080"))
                .isZero();

        await().untilAsserted(() -> assertThat(program.told())
                .containsExactly(
                        "added: user-1",
                        "added: http://10.0.0.3:8080",
                        "updated: http://10.0.0.3:8080",
                        "removed: http://10.0.0.3:8080"));
    }

    @Test
    void messagesHaveTheDocumentedForm() {
        program.subscribe(SERVICE);
        registry.register(SERVICE, 1, NAMED);
        Listed listed = requireNonNull(service().instances().first());
        long at = listed.instance().registeredAtMillis();
        append();

        await().until(() -> !program.told().isEmpty());
        assertThat(program.lastMessage())
                .isEqualTo(ProgramOfTheRedisRegistry.json("{\"serviceName\":\"user.UserService\",\"action\":\"added\","
                        + "\"instances\":[{\"instanceId\":\"user-1\",\"host\":\"10.0.0.2\",\"port\":8080,\"healthy\":true,"
                        + "\"metadata\":{\"region\":\"us-east\",\"version\":\"1.0.0\"},\"metrics\":{}}],"
                        + "\"revision\":1,\"timestamp\":" + at + "}"));
    }

    @Test
    void metricsAreAFieldOfTheirOwnAndToldWithTheInstance() {
        registry.register(SERVICE, 1, NAMED);
        append();
        registry.tell(SERVICE, 1, Metrics.of(Map.of("cpu", "45.5", "qps", "1000")));
        store.save(registry.root());

        assertThat(program.instances(SERVICE).get("user-1")).containsEntry("metrics", "{\"cpu\":45.5,\"qps\":1000}");

        program.subscribe(SERVICE);
        registry.register(SERVICE, 1, NAMED.withWeight(7));
        append();
        await().until(() -> !program.told().isEmpty());
        assertThat(program.lastMessage().path("instances").path(0).path("metrics"))
                .isEqualTo(ProgramOfTheRedisRegistry.json("{\"cpu\":45.5,\"qps\":1000}"));
    }

    @Test
    void silenceAndRecoveryAreToldAsHealth() {
        Settings settings = new Settings(
                5_000, 60_000, new Settings.Doubt(Settings.Doubt.NEVER, 10, 50, 20_000), true, Settings.Limits.DEFAULT);
        registry.apply(new Configure(settings)).register(SERVICE, 1, NAMED);
        append();
        program.subscribe(SERVICE);

        IntStream.range(0, 6).forEach(second -> registry.apply(new Tick(1_000, List.of(), List.of())));
        expire();
        append();
        assertThat(program.instances(SERVICE).get("user-1"))
                .containsEntry("healthy", "false")
                .containsEntry("status", "Offline");

        registry.renew(SERVICE, 1);
        append();
        assertThat(program.instances(SERVICE).get("user-1")).containsEntry("healthy", "true");

        IntStream.range(0, 70).forEach(second -> registry.apply(new Tick(1_000, List.of(), List.of())));
        expire();
        expire(); // it is Offline first, and leaves then
        append();
        assertThat(program.ids(SERVICE)).isEmpty();

        await().untilAsserted(() -> assertThat(program.told())
                .startsWith("health_failure: user-1", "health_recovery: user-1")
                .endsWith("removed: user-1"));
    }

    @Test
    void heartbeatsAreTheWallTimeOfTheLastSignOfLife() {
        registry.register(SERVICE, 1, NAMED).register(SERVICE, 2, Content.PLAIN);
        append();
        long registered = score("user-1");
        assertThat(program.heardSince(SERVICE, registered)).contains("user-1", "http://10.0.0.3:8080");

        registry.renew(SERVICE, 1);
        store.save(registry.root());

        assertThat(score("user-1")).isGreaterThan(score("http://10.0.0.3:8080"));
        assertThat(program.heardSince(SERVICE, score("user-1"))).containsExactly("user-1");
        program.subscribe(SERVICE);
        store.save(registry.root());
        registry.takeChanges();
        registry.register(SERVICE, 3, Content.PLAIN);
        append();
        await().untilAsserted(() ->
                assertThat(program.told()).as("nothing of heartbeats").containsExactly("added: http://10.0.0.4:8080"));
    }

    @Test
    void instanceThatRegistersAgainAndOneThatNeedNotRenewAreHeardOf() {
        Content persistent = Content.PLAIN.withLease(new Lease(false, Lease.UNSET, Lease.UNSET));
        registry.register(SERVICE, 1, NAMED).register(SERVICE, 2, Content.PLAIN).register(SERVICE, 3, persistent);
        append();

        IntStream.range(0, 100).forEach(second -> registry.apply(new Tick(1_000, List.of(), List.of())));
        registry.register(SERVICE, 1, NAMED);
        registry.takeChanges();
        store.save(registry.root());

        long silent = score("http://10.0.0.3:8080");
        assertThat(score("user-1") - silent).isEqualTo(100_000);
        assertThat(score("http://10.0.0.4:8080") - silent).isEqualTo(100_000);
    }

    @Test
    void messageOfALongListSaysThatItHasToBeRead() {
        program.subscribe(SERVICE);
        IntStream.rangeClosed(0, LongService.LONG).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        registry.takeChanges();

        store.save(registry.root());

        await().untilAsserted(() -> assertThat(program.told()).containsExactly("reload: "));
        assertThat(program.lastMessage().path("size").asInt()).isEqualTo(LongService.LONG + 1);
    }

    @Test
    void saveTellsTheWholeListOfAServiceThatItFindsDifferent() {
        program.subscribe(SERVICE);
        registry.register(SERVICE, 1, NAMED).register(SERVICE, 2, Content.PLAIN);
        registry.takeChanges();

        store.save(registry.root());

        await().untilAsserted(() -> assertThat(program.told()).containsExactly("current: user-1 http://10.0.0.3:8080"));
    }

    @Test
    void serviceThatIsForgottenIsGone() {
        registry.register(SERVICE, 1, NAMED);
        append();
        program.subscribe(SERVICE);

        store.save(SampleRegistry.born(8).root());

        assertThat(program.ids(SERVICE)).isEmpty();
        assertThat(redis.commands().keys("*")).containsExactly("registry:counters");
        await().untilAsserted(() -> assertThat(program.told()).containsExactly("current: "));
    }

    @Test
    void instanceThatTakesAnotherNameIsNotFoundByTheOld() {
        registry.register(SERVICE, 1, NAMED);
        append();

        registry.register(SERVICE, 1, named("user-9"));
        append();

        assertThat(program.ids(SERVICE)).containsExactly("user-9");
        assertThat(redis.commands().keys("services:*")).containsExactly("services:" + SERVICE + ":user-9");
        assertThat(redis.commands().zrange("heartbeat:" + SERVICE, 0, -1)).containsExactly("user-9");
    }

    @Test
    void namesOfServicesAreTheRegistrysKeys() {
        registry.apply(
                new Register(null, ServiceName.of("team", "blue", "pay"), SampleRegistry.id(1), Content.PLAIN, true));
        append();

        assertThat(program.ids("team/blue/pay")).containsExactly("http://10.0.0.2:8080");
    }

    @Test
    void twoInstancesNeverShareAKey() {
        registry.register("a", 1, named("b:1")).register("a:b", 2, named("1"));
        registry.register("a", 3, named("c://x")).register("a:c", 4, named("//x"));
        store.save(registry.root());

        assertThat(redis.commands().keys("services:*")).hasSize(4);
        assertThat(program.ids("a")).containsExactly("b:1", "http://10.0.0.4:8080");
    }

    @Test
    void registriesWithAndWithoutPrefixLieSideBySide() throws IOException {
        SampleRegistry other = SampleRegistry.born(9).register(SERVICE, 5, Content.PLAIN);
        registry.register(SERVICE, 1, NAMED);
        append();

        try (RegistryStore prefixed = redis.open(redis.port(), "myapp");
                ProgramOfTheRedisRegistry prefixedProgram = new ProgramOfTheRedisRegistry(redis, "myapp:")) {
            prefixedProgram.subscribe(SERVICE);
            prefixed.save(other.root());

            assertThat(prefixedProgram.ids(SERVICE)).containsExactly("http://10.0.0.6:8080");
            assertThat(prefixedProgram.heardSince(SERVICE, 0)).containsExactly("http://10.0.0.6:8080");
            await().untilAsserted(() -> assertThat(prefixedProgram.told()).hasSize(1));
            assertThat(program.ids(SERVICE)).containsExactly("user-1");
            assertThat(Kept.of(prefixed.load())).contains(Kept.of(other.root()));
            assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        }
    }

    @Test
    void aReaderNeverSeesALongListCut() throws InterruptedException {
        int before = LongService.LONG + 500;
        IntStream.range(0, before).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        store.save(registry.root());
        IntStream.range(before, before + 1_000).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        registry.takeChanges();
        AtomicBoolean isOver = new AtomicBoolean();
        List<Integer> seen = new CopyOnWriteArrayList<>();
        List<Long> hashes = new CopyOnWriteArrayList<>();
        Thread reader = new Thread(() -> {
            while (!isOver.get()) {
                Set<String> ids = redis.commands().smembers("service_instances:" + SERVICE);
                hashes.add(ids.size() - redis.commands().exists(keysOf(ids)));
                seen.add(ids.size());
            }
        });
        reader.start();
        await().until(() -> !seen.isEmpty());

        store.save(registry.root());
        isOver.set(true);
        reader.join();

        assertThat(seen).contains(before).isSubsetOf(before, before + 1_000);
        assertThat(hashes).as("missing hashes of those that are listed").containsOnly(0L);
        assertThat(program.instances(SERVICE))
                .hasSize(before + 1_000)
                .allSatisfy((id, hash) -> assertThat(hash).containsKey("host"));
        assertThat(redis.commands().keys("registry:staged*")).isEmpty();
        assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
    }

    @Test
    void longListIsBroughtUpToDateWhateverIsInItsPlace() throws IOException {
        int length = LongService.LONG + 300;
        IntStream.range(0, length).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        store.save(registry.root());
        for (int number = 0; number < length; number += 7) {
            registry.unregister(SERVICE, number);
            registry.register(SERVICE, number + 1, Content.PLAIN.withWeight(number % 100));
            registry.register(SERVICE, length + number, Content.PLAIN);
        }
        registry.takeChanges();
        redis.commands().sadd("registry:staged_instances:" + SERVICE, "left-behind");
        redis.commands().hset("services:" + SERVICE + ":left-behind", "host", "of a writer that died");

        store.save(registry.root());

        assertThat(Kept.of(store.load())).contains(Kept.of(registry.root()));
        assertThat(redis.commands().keys("services:*")).hasSize(service().size());
        assertThat(redis.commands().keys("registry:staged*")).isEmpty();

        redis.commands().hset("services:" + SERVICE + ":" + SampleRegistry.id(3).url(), "metadata", "spoilt");
        SampleRegistry other = SampleRegistry.born(12);
        IntStream.range(0, length).forEach(number -> other.register(SERVICE, number, Content.PLAIN.withWeight(9)));
        try (RegistryStore next = redis.open(redis.port(), "")) {
            next.save(other.root());
            assertThat(Kept.of(next.load())).contains(Kept.of(other.root()));
        }
        assertThat(redis.commands().keys("services:*")).hasSize(length);
    }

    @Test
    void moreChangesOfOneServiceThanOneScriptShouldDoAreLeftToASave() {
        IntStream.range(0, LongService.LONG + 1).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));

        assertThat(store.append(registry.root(), registry.takeChanges())).isFalse();

        assertThat(program.ids(SERVICE)).isEmpty();
    }

    @Test
    void longListThatBecomesShortLeavesNothingBehind() {
        IntStream.range(0, LongService.LONG + 50).forEach(number -> registry.register(SERVICE, number, Content.PLAIN));
        store.save(registry.root());
        SampleRegistry other = SampleRegistry.born(11).register(SERVICE, 3, Content.PLAIN);

        store.save(other.root());

        assertThat(redis.commands().keys("services:*")).hasSize(1);
        assertThat(Kept.of(store.load())).contains(Kept.of(other.root()));
    }

    private static String[] keysOf(Set<String> ids) {
        return ids.stream().map(id -> "services:" + SERVICE + ':' + id).toArray(String[]::new);
    }

    private long score(String instanceId) {
        return redis.commands().zscore("heartbeat:" + SERVICE, instanceId).longValue();
    }

    private ServiceView service() {
        return requireNonNull(registry.root().service(ServiceName.of(SERVICE)));
    }

    /** The leader saw that everybody is silent. */
    private void expire() {
        Root root = registry.root();
        List<Expire.Silent> silent = new ArrayList<>();
        for (Listed listed : service().instances()) {
            silent.add(new Expire.Silent(listed.handle(), root.live(listed).lastSeenMillis()));
        }
        registry.apply(new Expire(ServiceName.of(SERVICE), silent));
    }

    private void append() {
        assertThat(store.append(registry.root(), registry.takeChanges())).isTrue();
    }

    private static Content named(String name) {
        Content plain = Content.PLAIN;
        return new Content(
                plain.parameters(), 100, plain.lease(), plain.generation(), name, plain.check(), plain.release());
    }
}
