package client

import (
	"context"
	"errors"
	"time"
)

// EnableBackups makes the API back the droplet up regularly.
func (d *Droplet) EnableBackups(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "enable_backups", nil)
}

// DisableBackups ends that.
func (d *Droplet) DisableBackups(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "disable_backups", nil)
}

// Reboot asks the droplet to restart.
func (d *Droplet) Reboot(ctx context.Context) (*Action, error) { return d.Act(ctx, "reboot", nil) }

// PowerCycle switches off and on.
func (d *Droplet) PowerCycle(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "power_cycle", nil)
}

// Shutdown asks the droplet to switch itself off, which it may not do.
func (d *Droplet) Shutdown(ctx context.Context) (*Action, error) { return d.Act(ctx, "shutdown", nil) }

// PowerOff switches off without asking.
func (d *Droplet) PowerOff(ctx context.Context) (*Action, error) { return d.Act(ctx, "power_off", nil) }

// PowerOn switches on.
func (d *Droplet) PowerOn(ctx context.Context) (*Action, error) { return d.Act(ctx, "power_on", nil) }

// Restore goes back to a backup.
func (d *Droplet) Restore(ctx context.Context, image Ref) (*Action, error) {
	return d.Act(ctx, "restore", Body{"image": image})
}

// PasswordReset mails a new root password.
func (d *Droplet) PasswordReset(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "password_reset", nil)
}

// Resize changes the size of a droplet that is off; with disk the disk grows
// too, which cannot be undone.
func (d *Droplet) Resize(ctx context.Context, size string, disk bool) (*Action, error) {
	body := Body{"size": size}
	if disk {
		body["disk"] = true
	}
	return d.Act(ctx, "resize", body)
}

// Rebuild starts over from an image.
func (d *Droplet) Rebuild(ctx context.Context, image Ref) (*Action, error) {
	return d.Act(ctx, "rebuild", Body{"image": image})
}

// Rename changes the name.
func (d *Droplet) Rename(ctx context.Context, name string) (*Action, error) {
	return d.Act(ctx, "rename", Body{"name": name})
}

// ChangeKernel is for droplets of old, which have kernels of the API's own.
func (d *Droplet) ChangeKernel(ctx context.Context, kernel int64) (*Action, error) {
	return d.Act(ctx, "change_kernel", Body{"kernel": kernel})
}

// EnableIPv6 adds an IPv6 address to a droplet that is off.
func (d *Droplet) EnableIPv6(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "enable_ipv6", nil)
}

// EnablePrivateNetworking is for droplets of old, which may lack a private
// address.
func (d *Droplet) EnablePrivateNetworking(ctx context.Context) (*Action, error) {
	return d.Act(ctx, "enable_private_networking", nil)
}

// Snapshot makes an image of the droplet; without a name the API gives one.
func (d *Droplet) Snapshot(ctx context.Context, name string) (*Action, error) {
	var body Body
	if name != "" {
		body = Body{"name": name}
	}
	return d.Act(ctx, "snapshot", body)
}

// Wait asks until the droplet meets the condition and returns it as it then is;
// one that vanished comes as its last known state, with Gone true. Errors are
// those of [Waiter.Next].
func (d *Droplet) Wait(ctx context.Context, until Condition, options ...WaitOption) (*Droplet, error) {
	return Wait([]*Droplet{d}, until, options...).Next(ctx)
}

// WaitForAction waits until the action that lasts has ended and returns the
// droplet as it then is: at once if there is none, as its last known state with
// Gone true if it vanished. Errors are those of [Waiter.Next].
func (d *Droplet) WaitForAction(ctx context.Context, options ...WaitOption) (*Droplet, error) {
	return waitForAction(ctx, d, options)
}

// Stop asks the droplet to shut down and switches it off when it has not done
// so within the time; 0 means a minute. It returns when the droplet is off.
func (d *Droplet) Stop(ctx context.Context, within time.Duration) (*Droplet, error) {
	if within == 0 {
		within = time.Minute
	}
	now, err := d.Fetch(ctx)
	if err != nil || now.Off() {
		return now, err
	}
	if _, err := d.Shutdown(ctx); err != nil {
		return nil, err
	}
	now, err = d.Wait(ctx, StatusIs(DropletOff), WithTimeLimit(within))
	if late := (*WaitTimeoutError)(nil); !errors.As(err, &late) {
		return now, err
	}
	// What shutdown left pending would make the API refuse power_off.
	if _, err := d.WaitForAction(ctx); err != nil {
		return nil, err
	}
	switch _, err := d.PowerOff(ctx); {
	case errors.Is(err, ErrUnprocessable): // it may have gone off meanwhile
		if now, fetched := d.Fetch(ctx); fetched != nil || !now.Off() {
			return now, err
		}
	case err != nil:
		return nil, err
	}
	return d.Wait(ctx, StatusIs(DropletOff))
}
