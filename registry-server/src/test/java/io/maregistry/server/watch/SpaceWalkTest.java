package io.maregistry.server.watch;

import static org.assertj.core.api.Assertions.assertThat;

import io.maregistry.model.ServiceName;
import io.maregistry.server.state.ServiceView;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SpaceWalkTest {

    // neighbours of each other in the order of keys, on either side of "blue/"
    private static final String[] NAMES = {"blue", "blue-", "blue.x", "blue0", "blu", "bluf", "public", "!!", "z"};
    private static final String[] NAMESPACES = {
        "public", "blue", "blue.", "blue0", "blu", "a", "zz", "!", "a".repeat(256)
    };
    private static final String[] GROUPS = {"DEFAULT_GROUP", "!", "!!", "g"};

    private final Line line = new Line();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void everyServiceOfANamespaceIsFoundAndNoOther(long seed) {
        Random random = new Random(seed);
        for (int step = 0; step < 150; step++) {
            String key = randomOf(random, NAMESPACES) + '/' + randomOf(random, GROUPS) + '/' + randomOf(random, NAMES);
            line.apply(random.nextInt(4) == 0 ? Line.unregister(key, 1) : Line.register(key, 1));
        }
        for (String namespace : NAMESPACES) {
            for (String group : new String[] {null, "DEFAULT_GROUP", "!", "!!", "g", "never"}) {
                Scope.Space space = new Scope.Space(namespace, group);
                assertThat(walked(space)).as("%s %s", namespace, group).isEqualTo(listed(space));
            }
        }
        assertThat(walked(new Scope.Space("nowhere", null))).isEmpty();
    }

    private static String randomOf(Random random, String[] texts) {
        return texts[random.nextInt(texts.length)];
    }

    private List<ServiceName> walked(Scope.Space space) {
        List<ServiceName> found = new ArrayList<>();
        Iterator<ServiceName> walk = new SpaceWalk(line.root(), space);
        walk.forEachRemaining(found::add);
        return found;
    }

    private List<ServiceName> listed(Scope.Space space) {
        List<ServiceName> found = new ArrayList<>();
        for (ServiceView service : line.root().services()) {
            if (service.size() > 0 && space.covers(service.name())) {
                found.add(service.name());
            }
        }
        return found;
    }
}
