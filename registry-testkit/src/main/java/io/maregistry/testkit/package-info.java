/**
 * For tests: {@link io.maregistry.testkit.LocalCluster} runs several servers in one JVM on free loopback ports, {@link
 * io.maregistry.testkit.ManualClock} moves their liveness clock, {@link io.maregistry.testkit.HttpCalls} asks them as a
 * client would, {@link io.maregistry.testkit.WatchStream} watches as one, {@link
 * io.maregistry.testkit.Writers} keeps them busy and knows what they acknowledged, {@link
 * io.maregistry.testkit.Replicas} compares them. Never on a main path.
 *
 * <p>Raft's own timers are real; await what they bring about, never sleep.
 */
@NullMarked
package io.maregistry.testkit;

import org.jspecify.annotations.NullMarked;
