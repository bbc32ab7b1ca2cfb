package io.maregistry.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.maregistry.testkit.LocalCluster;
import io.maregistry.testkit.WatchStream;
import io.maregistry.testkit.WatchStream.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A watcher over HTTP that believes only what it was told up to a resume point, and checks of each change that its service
 * stood at the revision before it: one that is missing or told twice fails here.
 */
final class WatchingClient implements AutoCloseable {

    private static final Duration MOMENT = Duration.ofMillis(20);

    private final String query;
    private final Map<String, View> views = new HashMap<>();
    private final List<Event> unfinished = new ArrayList<>();
    private @Nullable WatchStream stream;
    private @Nullable String point;
    private int changes;
    private int lists;
    private int resets;

    private record View(long revision, Map<String, JsonNode> instances) {}

    WatchingClient(String query) {
        this.query = query;
    }

    /** Goes on at that node. */
    void connect(LocalCluster.Node node) {
        close();
        unfinished.clear();
        stream = WatchStream.open(node.http().base(), query, point);
    }

    /** Takes what has come, up to that many events; whether there was as much. */
    boolean take(int most) {
        for (int taken = 0; taken < most; taken++) {
            Event event = stream == null ? null : stream.poll(MOMENT);
            if (event == null || event.name().equals(Event.END)) {
                return false;
            }
            unfinished.add(event);
            if (event.id() != null) {
                unfinished.forEach(this::believe);
                unfinished.clear();
                point = event.id();
            }
        }
        return true;
    }

    private void believe(Event event) {
        JsonNode data = event.data();
        switch (event.name()) {
            case "reset" -> {
                resets++;
                views.clear();
            }
            case "state" -> {
                lists++;
                Map<String, JsonNode> instances = new LinkedHashMap<>();
                data.get("instances").forEach(one -> instances.put(one.get("id").asText(), one));
                views.put(
                        data.get("service").asText(),
                        new View(data.get("revision").asLong(), instances));
            }
            case "change" -> {
                changes++;
                change(data);
            }
            default -> {
                // says nothing of a service
            }
        }
    }

    private void change(JsonNode data) {
        String service = data.get("service").asText();
        View before = views.get(service);
        assertThat(before).as("a list comes before %s", data).isNotNull();
        assertThat(data.get("previous").asLong()).as("%s", data).isEqualTo(before.revision());
        Map<String, JsonNode> instances = new LinkedHashMap<>(before.instances());
        boolean isRemoval = data.get("action").asText().equals("removed");
        data.get("instances").forEach(one -> {
            String id = one.get("id").asText();
            if (isRemoval) {
                assertThat(instances.remove(id)).as("%s", data).isNotNull();
            } else {
                instances.put(id, one);
            }
        });
        assertThat(instances).as("%s", data).hasSize(data.get("size").asInt());
        views.put(service, new View(data.get("revision").asLong(), instances));
    }

    /** What it knows of a service, as the read of that service would have it. */
    @Nullable
    List<JsonNode> instances(String service) {
        View view = views.get(service);
        return view == null ? null : List.copyOf(view.instances().values());
    }

    int changes() {
        return changes;
    }

    int lists() {
        return lists;
    }

    int resets() {
        return resets;
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.close();
            stream = null;
        }
    }
}
