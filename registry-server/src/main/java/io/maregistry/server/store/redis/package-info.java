/**
 * The registry in Redis, in the keys of the redis-registry, so that programs written for that read what they expect:
 *
 * <pre>
 * services:{service}:{instanceId}    hash: host, port, healthy, metadata, metrics and what else an instance has
 * service_instances:{service}        set of instanceIds
 * heartbeat:{service}                sorted set of instanceIds; score: wall time of the last sign of life, milliseconds
 * service_change:{service}           channel
 * registry:counters                  hash: lineage, revision and the other counters; saving, while somebody saves
 * registry:services                  hash: of each service its lineage, revision, version and length
 * registry:live:{service}            hash by url: handle, clock of the last sign of life, wall time, count, instanceId
 * registry:staged…:{service}         a long list on its way
 * </pre>
 *
 * all behind {@code {prefix}:} where there is one. An instance goes by its {@code instanceId} where it has one, else by its
 * url; and by its url, too, where the service's name has a colon or the instanceId a {@code ://}, since two instances
 * could share a key otherwise.
 *
 * <p>Everything is written by scripts (the {@code .lua} files beside this package): each makes one service as it should be
 * and publishes what happened, so a reader sees a list before or after, and never a part. Each begins with {@code
 * fence.lua}. An append needs the counters to stand where its changes begin and moves them when all are in; a save marks
 * the counters when it begins and takes the mark away at its end, and whoever finds another's mark stops. So of two writers
 * the one behind is refused inside Redis, and one that died in the middle is seen by the next, who saves.
 *
 * <p>A list of more than {@code LongService.LONG} instances would hold up Redis for too long: it is built beside the old
 * one in pieces, and the last script renames it, with the hashes of instances that are listed already and differ.
 *
 * <p>Start reading with {@code RedisStore}. One thread; {@code RedisLink} alone talks to lettuce, with bounded waits, and
 * connects again only when it is asked to do something.
 */
@NullMarked
package io.maregistry.server.store.redis;

import org.jspecify.annotations.NullMarked;
