// Package apps simulates App Platform: apps, their deployments, rollbacks, jobs,
// events, alerts and what they would cost. Nothing is built or run.
package apps

import (
	"net/http"

	"github.com/doapi-lua/doapi/client/sim/internal/engine"
)

const (
	apps        = "apps"
	deployments = "app_deployments"
	events      = "app_events"
	invocations = "app_job_invocations"
	alerts      = "app_alerts"
)

// Area is apps and what belongs to them.
func Area() engine.Area {
	return engine.Area{
		Declined: map[string]string{
			"apps_detect":                    "no source code is looked at here",
			"apps_list_database_connections": "apps have no databases of their own here",
			"apps_reset_database_password":   "apps have no databases of their own here",
		},
		Kinds: []*engine.Kind{{
			Path: "/v2/apps", Table: apps, Create: create, Created: func(w *engine.World, r *engine.Request, rec *engine.Record) { first(w, r, rec) },
			Update: update, Show: show,
		}},
		Steps: map[string]engine.Step{"apps.deploy": reached, "apps.job": finished},
		Ops: map[string]engine.Handler{
			"apps_list_regions":       listRegions,
			"apps_list_instanceSizes": listSizes,
			"apps_get_instanceSize":   getSize,
			"apps_validate_appSpec":   propose,

			"apps_create_deployment": createDeployment,
			"apps_list_deployments":  listDeployments,
			"apps_get_deployment":    getDeployment,
			"apps_cancel_deployment": cancelDeployment,
			"apps_restart":           restart,

			"apps_validate_rollback": validateRollback,
			"apps_create_rollback":   createRollback,
			"apps_commit_rollback":   commitRollback,
			"apps_revert_rollback":   revertRollback,

			"apps_list_events":           listEvents,
			"apps_get_event":             getEvent,
			"apps_cancel_event":          cancelEvent,
			"apps_list_job_invocations":  listInvocations,
			"apps_get_job_invocation":    getInvocation,
			"apps_cancel_job_invocation": cancelInvocation,

			"apps_list_alerts":              listAlerts,
			"apps_assign_alertDestinations": assignAlert,

			"apps_get_health":                           getHealth,
			"apps_get_instances":                        getInstances,
			"apps_get_exec":                             getExec,
			"apps_get_exec_active_deployment":           getExec,
			"apps_get_logs":                             getLogs,
			"apps_get_logs_aggregate":                   getLogs,
			"apps_get_logs_active_deployment":           getLogs,
			"apps_get_logs_active_deployment_aggregate": getLogs,
			"apps_get_event_logs":                       getLogs,
			"apps_get_job_invocation_logs":              getLogs,
			"apps_get_metrics_bandwidth_daily":          getBandwidth,
			"apps_list_metrics_bandwidth_daily":         listBandwidth,
		},
		Routes: buildpackRoutes,
		On: []engine.Hook{
			{Event: engine.Seeded, Do: func(w *engine.World, _ *engine.Record) {
				w.Table(apps)
				for _, name := range []string{deployments, events, invocations} {
					w.Table(name).Newest = true
				}
				w.Table(alerts)
			}},
			{Event: engine.Deleted, Table: apps, Do: func(w *engine.World, rec *engine.Record) {
				for _, name := range []string{deployments, events, invocations, alerts} {
					for _, item := range append([]*engine.Record(nil), w.Table(name).Of(rec.ID)...) {
						w.Remove(item)
					}
				}
			}},
		},
	}
}

// app finds the app in the request's path.
func app(w *engine.World, r *engine.Request) (*engine.Record, error) {
	return w.Existing(w.Table(apps), r.Params[0].Value)
}

// part finds something of the app in the path.
func part(w *engine.World, r *engine.Request, table, id string) (*engine.Record, *engine.Record, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, nil, err
	}
	item, err := w.Existing(w.Table(table), id)
	if err == nil && item.Str("_of") != rec.ID {
		err = engine.ErrNotFound
	}
	return rec, item, err
}

// listOf answers with what belongs to the app in the path, the newest first.
func listOf(w *engine.World, r *engine.Request, table, key string, match func(*engine.Record) bool) (*engine.Reply, error) {
	rec, err := app(w, r)
	if err != nil {
		return nil, err
	}
	var found []*engine.Record
	for _, item := range w.Table(table).Of(rec.ID) {
		if match == nil || match(item) {
			found = append(found, item)
		}
	}
	return w.Page(r, key, found, true, nil)
}

func shown(rec *engine.Record) engine.Raw { return engine.Raw(rec.Append(nil)) }

func one(key string, rec *engine.Record) (*engine.Reply, error) {
	return engine.Answer(http.StatusOK, key, shown(rec)), nil
}
