package io.maregistry.client.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.maregistry.model.Content;
import io.maregistry.model.Instance;
import io.maregistry.model.InstanceId;
import io.maregistry.model.Lease;
import io.maregistry.model.Operator;
import io.maregistry.model.Parameters;
import io.maregistry.model.Release;
import io.maregistry.model.ServiceName;
import io.maregistry.model.Status;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class LoadBalancerTest {

    private static final ServiceName SERVICE = ServiceName.of("a.A");
    private static final long SEED = 42;

    static Stream<LoadBalancer> all() {
        return Stream.of(
                LoadBalancer.random(new Random(SEED)),
                LoadBalancer.roundRobin(),
                LoadBalancer.weighted(),
                LoadBalancer.leastActive(new Random(SEED)),
                LoadBalancer.consistentHash(),
                LoadBalancer.zoneFirst("west", LoadBalancer.roundRobin()));
    }

    @ParameterizedTest
    @MethodSource("all")
    void nothingIsChosenOfNothing(LoadBalancer balancer) {
        assertThat(balancer.choose(list(), Call.ANY)).isEmpty();
        assertThat(balancer.choose(list(instance(1, 0, "")), Call.ANY)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("all")
    void onlyHealthyInstancesWithAWeightAreChosenHoweverTheListChanges(LoadBalancer balancer) {
        Random random = new Random(SEED);
        for (int round = 0; round < 200; round++) {
            List<Instance> instances = new ArrayList<>();
            for (int port = 1; port <= random.nextInt(1, 12); port++) {
                Instance one = instance(port, random.nextInt(3) * 50, random.nextBoolean() ? "west" : "east");
                instances.add(random.nextInt(4) == 0 ? with(one, Status.OFFLINE) : one);
            }
            ServiceList list = new ServiceList(SERVICE, round, instances, false);
            List<Instance> lawful = instances.stream()
                    .filter(one -> one.isHealthy() && one.weight() > 0)
                    .toList();
            for (int n = 0; n < 20; n++) {
                var chosen = balancer.choose(list, Call.of("key-" + n));
                assertThat(chosen.isPresent()).isEqualTo(!lawful.isEmpty());
                chosen.ifPresent(one -> assertThat(lawful).contains(one));
            }
        }
    }

    @Test
    void randomGivesEachTheSameShare() {
        Map<Integer, Integer> shares = shares(
                LoadBalancer.random(new Random(SEED)),
                list(instance(1, 1, ""), instance(2, 100, ""), instance(3, 10_000, "")),
                30_000);

        assertThat(shares.values()).allSatisfy(share -> assertThat(share).isCloseTo(10_000, within(500)));
    }

    @Test
    void roundRobinTakesEachInTurnForEachServiceByItself() {
        LoadBalancer balancer = LoadBalancer.roundRobin();
        ServiceList one = list(instance(1, 100, ""), instance(2, 100, ""));
        ServiceList other = new ServiceList(ServiceName.of("b.B"), 1, one.instances(), false);

        List<Integer> ports = new ArrayList<>();
        for (int n = 0; n < 4; n++) {
            ports.add(port(balancer, one, ""));
            port(balancer, other, "");
        }

        assertThat(ports).containsExactly(1, 2, 1, 2);
    }

    @Test
    void roundRobinGoesOnWhenTheListChanges() {
        LoadBalancer balancer = LoadBalancer.roundRobin();
        Map<Integer, Integer> shares = new HashMap<>();
        for (int revision = 0; revision < 300; revision++) {
            shares.merge(port(balancer, list(instance(1, 1, ""), instance(2, 1, "")), ""), 1, Integer::sum);
        }

        assertThat(shares).containsExactlyInAnyOrderEntriesOf(Map.of(1, 150, 2, 150));
    }

    @Test
    void weightedIsSmooth() {
        LoadBalancer balancer = LoadBalancer.weighted();
        ServiceList list = list(instance(1, 5, ""), instance(2, 1, ""), instance(3, 1, ""));

        List<Integer> ports =
                IntStream.range(0, 7).mapToObj(n -> port(balancer, list, "")).toList();

        assertThat(ports).containsExactly(1, 1, 2, 1, 3, 1, 1);
    }

    @Test
    void weightedGivesExactSharesOverOneRoundOfTheWeights() {
        Random random = new Random(SEED);
        for (int round = 0; round < 20; round++) {
            List<Instance> instances = new ArrayList<>();
            int sum = 0;
            for (int port = 1; port <= 8; port++) {
                int weight = random.nextInt(300);
                sum += weight;
                instances.add(instance(port, weight, ""));
            }
            Map<Integer, Integer> shares =
                    shares(LoadBalancer.weighted(), new ServiceList(SERVICE, 1, instances, false), sum);
            instances.forEach(
                    one -> assertThat(shares.getOrDefault(one.id().port(), 0)).isEqualTo(one.weight()));
        }
    }

    @Test
    void weightedKeepsItsSharesWhileTheListChangesAllTheTime() {
        LoadBalancer balancer = LoadBalancer.weighted();
        Map<Integer, Integer> shares = new HashMap<>();
        for (int n = 0; n < 400; n++) {
            shares.merge(port(balancer, list(instance(1, 300, ""), instance(2, 100, "")), ""), 1, Integer::sum);
        }

        assertThat(shares).containsExactlyInAnyOrderEntriesOf(Map.of(1, 300, 2, 100));
    }

    @Test
    void leastActiveGoesWhereFewestCallsAreForTheWeight() {
        LoadBalancer balancer = LoadBalancer.leastActive(new Random(SEED));
        ServiceList list = list(instance(1, 100, ""), instance(2, 300, ""));
        Map<Integer, Integer> shares = new HashMap<>();
        for (int n = 0; n < 400; n++) { // none of them ends
            Instance chosen = balancer.choose(list, Call.ANY).orElseThrow();
            balancer.begin(chosen);
            shares.merge(chosen.id().port(), 1, Integer::sum);
        }
        assertThat(shares.getOrDefault(2, 0)).isCloseTo(300, within(2));

        IntStream.range(0, shares.getOrDefault(1, 0))
                .forEach(n -> balancer.end(list.instances().get(0)));
        assertThat(port(balancer, list, "")).isEqualTo(1);
    }

    @Test
    void endWithoutABeginIsPassedOver() {
        LoadBalancer balancer = LoadBalancer.leastActive(new Random(SEED));
        ServiceList list = list(instance(1, 100, ""), instance(2, 100, ""));

        balancer.end(list.instances().get(0));
        balancer.begin(list.instances().get(0));

        assertThat(port(balancer, list, "")).isEqualTo(2);
    }

    @Test
    void sameKeyGoesToTheSameInstanceWhateverTheOrderOfTheList() {
        List<Instance> instances = new ArrayList<>(equals(10));
        ServiceList list = new ServiceList(SERVICE, 1, instances, false);
        Collections.shuffle(instances, new Random(SEED));
        ServiceList shuffled = new ServiceList(SERVICE, 2, instances, false);

        for (int n = 0; n < 1_000; n++) {
            assertThat(port(LoadBalancer.consistentHash(), list, "key-" + n))
                    .isEqualTo(port(LoadBalancer.consistentHash(), shuffled, "key-" + n));
        }
    }

    @Test
    void instanceThatGoesMovesItsOwnKeysOnly() {
        LoadBalancer balancer = LoadBalancer.consistentHash();
        int keys = 20_000;
        for (int size = 2; size <= 20; size += 6) {
            ServiceList before = new ServiceList(SERVICE, 1, equals(size), false);
            ServiceList after = new ServiceList(SERVICE, 2, equals(size).subList(1, size), false);
            int moved = 0;
            for (int n = 0; n < keys; n++) {
                int was = port(balancer, before, "key-" + n);
                int is = port(LoadBalancer.consistentHash(), after, "key-" + n);
                assertThat(is == was).isEqualTo(was != 1);
                moved += is == was ? 0 : 1;
            }
            assertThat((double) moved / keys).isCloseTo(1.0 / size, within(0.1 / size + 0.005));
        }
    }

    @Test
    void keysAreSharedByWeight() {
        LoadBalancer balancer = LoadBalancer.consistentHash();
        ServiceList list = list(instance(1, 100, ""), instance(2, 300, ""));
        int second = 0;
        for (int n = 0; n < 20_000; n++) {
            second += port(balancer, list, "key-" + n) == 2 ? 1 : 0;
        }

        assertThat(second).isCloseTo(15_000, within(500));
    }

    @Test
    void zoneComesFirstAndAllComeWhereNobodyIsLeftThere() {
        LoadBalancer balancer = LoadBalancer.zoneFirst("west", LoadBalancer.roundRobin());
        Instance west = instance(1, 100, "west");
        Instance east = instance(2, 100, "east");

        assertThat(shares(balancer, list(west, east), 10)).containsExactly(Map.entry(1, 10));
        assertThat(shares(balancer, list(with(west, Status.ERROR), east), 10)).containsExactly(Map.entry(2, 10));
        assertThat(shares(balancer, list(instance(1, 0, "west"), east, instance(3, 1, "")), 10))
                .containsOnlyKeys(2, 3);
    }

    @Test
    void zoneHandsOnBeginAndEnd() {
        LoadBalancer balancer = LoadBalancer.zoneFirst("west", LoadBalancer.leastActive(new Random(SEED)));
        ServiceList list = list(instance(1, 100, "west"), instance(2, 100, "west"), instance(3, 100, "east"));

        balancer.begin(list.instances().get(0));
        assertThat(port(balancer, list, "")).isEqualTo(2);
        balancer.begin(list.instances().get(1));
        balancer.end(list.instances().get(0));
        assertThat(port(balancer, list, "")).isEqualTo(1);
    }

    private static Map<Integer, Integer> shares(LoadBalancer balancer, ServiceList list, int calls) {
        Map<Integer, Integer> shares = new HashMap<>();
        for (int n = 0; n < calls; n++) {
            shares.merge(port(balancer, list, ""), 1, Integer::sum);
        }
        return shares;
    }

    private static int port(LoadBalancer balancer, ServiceList list, String key) {
        return balancer.choose(list, Call.of(key)).orElseThrow().id().port();
    }

    private static List<Instance> equals(int size) {
        return IntStream.rangeClosed(1, size)
                .mapToObj(port -> instance(port, 100, ""))
                .toList();
    }

    private static ServiceList list(Instance... instances) {
        return new ServiceList(SERVICE, 1, List.of(instances), false);
    }

    private static Instance instance(int port, int weight, String zone) {
        Parameters parameters = zone.isEmpty() ? Parameters.empty() : Parameters.of(Map.of("zone", zone));
        Content content =
                new Content(parameters, weight, Lease.DEFAULT, Content.NO_GENERATION, null, null, Release.NONE);
        return new Instance(new InstanceId("http", "10.0.0.1", port, ""), content, Operator.NONE, Status.RUNNING, 0, 1);
    }

    private static Instance with(Instance instance, Status status) {
        return new Instance(instance.id(), instance.content(), instance.operator(), status, 0, 1);
    }
}
