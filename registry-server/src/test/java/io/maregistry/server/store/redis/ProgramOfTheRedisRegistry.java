package io.maregistry.server.store.redis;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.lettuce.core.Range;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A consumer that somebody wrote for the redis-registry and who never heard of us: it reads the documented keys by the
 * documented commands.
 */
final class ProgramOfTheRedisRegistry implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final RedisCommands<String, String> commands;
    private final StatefulRedisPubSubConnection<String, String> subscription;
    private final String before;
    private final List<JsonNode> heard = new CopyOnWriteArrayList<>();

    /** @param before what its keys begin with: nothing, or {@code prefix:} */
    ProgramOfTheRedisRegistry(RedisOfTheTest redis, String before) {
        this.commands = redis.commands();
        this.subscription = redis.client().connectPubSub();
        this.before = before;
        subscription.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(String channel, String message) {
                heard.add(json(message));
            }
        });
    }

    /** {@code getAllInstances}: each instance by its instanceId. */
    Map<String, Map<String, String>> instances(String service) {
        Map<String, Map<String, String>> instances = new TreeMap<>();
        for (String instanceId : commands.smembers(before + "service_instances:" + service)) {
            instances.put(instanceId, commands.hgetall(before + "services:" + service + ":" + instanceId));
        }
        return instances;
    }

    Set<String> ids(String service) {
        return instances(service).keySet();
    }

    /** Those that were heard at that time or later. */
    List<String> heardSince(String service, long millis) {
        return commands.zrangebyscore(
                before + "heartbeat:" + service,
                Range.from(Range.Boundary.including(millis), Range.Boundary.unbounded()));
    }

    void subscribe(String service) {
        subscription.sync().subscribe(before + "service_change:" + service);
    }

    /** What it was told, as {@code action: instanceIds}. */
    List<String> told() {
        return heard.stream()
                .map(message -> message.path("action").asText() + ": "
                        + String.join(" ", message.path("instances").findValuesAsText("instanceId")))
                .toList();
    }

    JsonNode lastMessage() {
        return heard.get(heard.size() - 1);
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException malformed) {
            throw new IllegalArgumentException("no JSON: " + text, malformed);
        }
    }

    @Override
    public void close() {
        subscription.close();
    }
}
