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
 * registry:items                     hash by kind, number and key: items; how many, and who wrote last, is in the counters
 * registry:live:{service}            hash by url: handle, clock of the last sign of life, wall time, count, instanceId
 * registry:recent:{service}          of a long list: sorted set of urls that changed lately, by revision; its floor under ''
 * registry:staged…:{service}         a long list on its way; swapped, left: what is to be settled when it is there
 * registry:unsettled                 set of services with such keys
 * </pre>
 *
 * all behind {@code {prefix}:} where there is one. An instance goes by its {@code instanceId} where it has one, else by its
 * url; and by its url, too, where the service's name has a colon or the instanceId a {@code ://}, since two instances
 * could share a key otherwise.
 *
 * <p>Everything is written by scripts (the {@code .lua} files beside this package): each makes one service as it should be
 * and publishes what happened, so a reader sees a list before or after, and never a part. Each begins with {@code
 * fence.lua}. An append needs the counters to stand where its changes begin and moves them when all are in; a save marks
 * the counters with its token when it begins and takes the mark away at its end, and whoever finds another's mark stops. So
 * of two writers the one behind is refused inside Redis, of two that save one revision the earlier one, and one that died in
 * the middle is seen by the next, who saves.
 *
 * <p>A list of more than {@code LongService.LONG} instances would hold up Redis for too long: it is staged beside the old
 * one in pieces and takes its place by renaming, whatever its length. Hashes of instances that were listed already and
 * differ, and those of the old list that are gone, are settled behind that in pieces; until then {@code read.lua} finds
 * them where they were staged, and the set of unsettled services tells the next writer if this one died.
 *
 * <p>Items (namespaces, routings, rules of services, versions of configuration items, lines of version histories) are fields of one hash.
 * {@code ItemWriter} writes those that differ, some hundreds at a time; each script moves the stamp in the counters, by which
 * a writer sees that another one was there, and a reader that they moved while it read them.
 *
 * <p>Reading: {@code ServiceReader} reads one service by one script, so what contradicts itself is damage and not motion;
 * {@code LongReading} reads a long one in pieces and asks then for what changed since it began, until nothing did. {@code
 * Loading} goes round until no service's stamp has moved, five times at most.
 *
 * <p>Start reading with {@code RedisStore}. One thread; {@code RedisLink} alone talks to lettuce, with bounded waits, and
 * connects again only when it is asked to do something.
 */
@NullMarked
package io.maregistry.server.store.redis;

import org.jspecify.annotations.NullMarked;
