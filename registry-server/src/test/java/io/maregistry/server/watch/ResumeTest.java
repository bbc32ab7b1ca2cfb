package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.Command;
import io.maregistry.server.state.ServiceChange;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random changes, random reconnects to random nodes: each change exactly once, or a list that includes it. */
class ResumeTest {

    private static final int STEPS = 4_000;
    private static final String[] SERVICES = {"a.A", "b.B", "c.C", "d.D", "e.E"};

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void nothingIsLostOrToldTwice(long seed) {
        Random random = new Random(seed);
        Line line = new Line();
        WatchLimits limits = new WatchLimits(1 + random.nextInt(60), 1 << 20, 1 + random.nextInt(8), 1 << 20, 100);
        List<Node> nodes = List.of(new Node(line, limits), new Node(line, limits), new Node(line, limits));
        List<Follower> followers = List.of(
                new Follower(new Scope.Space(ServiceName.DEFAULT_NAMESPACE, null)),
                new Follower(Scope.Named.of(Set.of(ServiceName.of("a.A"), ServiceName.of("d.D")), Set.of())),
                new Follower(Scope.Named.of(Set.of(ServiceName.of("c.C"), ServiceName.of("never.Seen")), Set.of())));

        for (int step = 0; step < STEPS; step++) {
            line.apply(commands(random));
            nodes.get(random.nextInt(nodes.size())).advance(random.nextInt(6));
            for (Follower follower : followers) {
                if (random.nextInt(12) == 0) {
                    follower.connect(nodes.get(random.nextInt(nodes.size())));
                }
                follower.take(random.nextInt(4));
            }
        }

        nodes.forEach(Node::catchUp);
        for (Follower follower : followers) {
            follower.connect(nodes.get(0));
            follower.take(Integer.MAX_VALUE);
            follower.knows(line.root());
            assertThat(follower.changes()).isPositive();
            follower.disconnect();
        }
        nodes.forEach(node -> assertThat(node.watches().size()).isZero());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14, 15, 16, 17, 18})
    void nothingIsLostOrToldTwiceWhereSomeNodesCopyDocuments(long seed) {
        Random random = new Random(seed);
        Line line = new Line();
        WatchLimits limits = new WatchLimits(1 + random.nextInt(60), 1 << 20, 1 + random.nextInt(8), 1 << 20, 100);
        Node leader = new Node(line, limits);
        List<Node> nodes = List.of(leader, new Node(line, limits), new Node(line, limits));
        List<Follower> followers = List.of(
                new Follower(new Scope.Space(ServiceName.DEFAULT_NAMESPACE, null)),
                new Follower(Scope.Named.of(Set.of(ServiceName.of("a.A"), ServiceName.of("d.D")), Set.of())),
                new Follower(Scope.Named.of(Set.of(ServiceName.of("c.C"), ServiceName.of("never.Seen")), Set.of())));

        for (int step = 0; step < STEPS; step++) {
            line.apply(commands(random));
            leader.catchUp();
            nodes.get(1 + random.nextInt(2)).leap(1 + random.nextInt(12));
            for (Follower follower : followers) {
                if (random.nextInt(12) == 0) {
                    follower.connect(nodes.get(random.nextInt(nodes.size())));
                }
                follower.take(random.nextInt(4));
            }
        }

        nodes.forEach(node -> node.leap(STEPS));
        for (Follower follower : followers) {
            follower.connect(nodes.get(1));
            follower.take(Integer.MAX_VALUE);
            follower.knows(line.root());
            assertThat(follower.collapses()).isPositive();
            follower.disconnect();
        }
    }

    @Test
    void watcherAtANodeThatCopiesIsToldOfItsServicesAloneAndNeverReset() {
        Random random = new Random(19);
        Line line = new Line();
        Node node = new Node(line, new WatchLimits(100, 1 << 20, 100, 1 << 20, 10));
        Follower one = new Follower(Scope.Named.of(Set.of(ServiceName.of("a.A")), Set.of()));
        Follower idle = new Follower(Scope.Named.of(Set.of(ServiceName.of("never.Seen")), Set.of()));
        one.connect(node);
        idle.connect(node);
        int told = 0;

        for (int step = 0; step < STEPS; step++) {
            boolean isConcerned = ServiceChange.allOf(
                            line.apply(commands(random)).applied().changes())
                    .stream()
                    .anyMatch(change -> change.service().equals(ServiceName.of("a.A")));
            node.leap(1);
            one.take(Integer.MAX_VALUE);
            idle.take(Integer.MAX_VALUE);
            told += isConcerned ? 1 : 0;
            assertThat(one.collapses()).isEqualTo(told);
        }

        assertThat(one.resets()).isZero();
        assertThat(idle.resets() + idle.changes() + idle.collapses()).isZero();
        one.knows(line.root());
    }

    @Test
    void whoKeepsUpIsToldEveryChangeAndNoList() {
        Random random = new Random(9);
        Line line = new Line();
        Node node = new Node(line, new WatchLimits(100, 1 << 20, 100, 1 << 20, 10));
        Follower follower = new Follower(new Scope.Space(ServiceName.DEFAULT_NAMESPACE, null));
        follower.connect(node);
        int all = 0;

        for (int step = 0; step < STEPS; step++) {
            all += line.apply(commands(random)).applied().changes().size();
            node.catchUp();
            follower.take(Integer.MAX_VALUE);
        }

        assertThat(follower.changes()).isEqualTo(all);
        assertThat(follower.resets()).isZero();
        assertThat(follower.collapses()).isZero();
        follower.knows(line.root());
    }

    private static Command[] commands(Random random) {
        Command[] commands = new Command[1 + random.nextInt(3)];
        for (int at = 0; at < commands.length; at++) {
            String service = SERVICES[random.nextInt(SERVICES.length)];
            int port = 1 + random.nextInt(6);
            String alias = random.nextInt(4) == 0 ? "alias-" + random.nextInt(3) : null;
            commands[at] =
                    random.nextInt(3) == 0 ? Line.unregister(service, port) : Line.register(service, port, alias);
        }
        return commands;
    }
}
